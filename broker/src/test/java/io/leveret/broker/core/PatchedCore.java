package io.leveret.broker.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The core with one fault planted: one source is compiled anew, and all of the broker is loaded again around it. */
public final class PatchedCore extends ClassLoader {
    private static final String OURS = "io.leveret.broker.";
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private final Map<String, byte[]> patched;

    private PatchedCore(Map<String, byte[]> patched) {
        super(PatchedCore.class.getClassLoader());
        this.patched = patched;
    }

    public static PatchedCore with(Fault fault) throws IOException {
        Path file = sources().resolve(fault.source().replace('.', '/') + ".java");
        String source = Files.readString(file);
        int at = source.indexOf(fault.right());
        if (at < 0 || source.indexOf(fault.right(), at + 1) >= 0) {
            throw new IllegalStateException("'" + fault.right() + "' is to be in " + file + " exactly once");
        }
        return new PatchedCore(compile(fault.source(), source.replace(fault.right(), fault.wrong())));
    }

    private static Path sources() {
        Path ours = Path.of("src/main/java/io/leveret/broker");
        return Files.isDirectory(ours) ? ours : Path.of("broker").resolve(ours);
    }

    /** Runs one seed of the model's test in this core. @return what the model has found, or '' */
    String run(long seed, int steps) throws ReflectiveOperationException {
        return run(Simulation.class, seed, steps);
    }

    /** Runs one seed of a simulation in this core, by its {@code run(seed, steps)}. @return what was found, or '' */
    public String run(Class<?> original, long seed, int steps) throws ReflectiveOperationException {
        Class<?> simulation = loadClass(original.getName());
        return (String) simulation.getMethod("run", long.class, int.class).invoke(null, seed, steps);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            byte[] code = patched.get(name);
            if (code == null) code = original(name);
            Class<?> defined = defineClass(name, code, 0, code.length);
            if (resolve) resolveClass(defined);
            return defined;
        }
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) throw new ClassNotFoundException(name);
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new ClassNotFoundException(name, failure);
        }
    }

    private static Map<String, byte[]> compile(String name, String source) {
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(
                        COMPILER.getStandardFileManager(diagnostics, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                        return new InMemory(className, kind, "") {
                            @Override
                            public OutputStream openOutputStream() {
                                return classes.computeIfAbsent(className, any -> new ByteArrayOutputStream());
                            }
                        };
                    }
                };
        boolean compiled = COMPILER.getTask(
                        null,
                        files,
                        diagnostics,
                        List.of("-proc:none", "-g", "-implicit:none", "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(new InMemory(OURS + name, JavaFileObject.Kind.SOURCE, source)))
                .call();
        if (!compiled) throw new IllegalStateException(name + " does not compile: " + diagnostics.getDiagnostics());
        Map<String, byte[]> code = new HashMap<>();
        classes.forEach((className, bytes) -> code.put(className, bytes.toByteArray()));
        return code;
    }

    private static class InMemory extends SimpleJavaFileObject {
        private final String content;

        InMemory(String className, Kind kind, String content) {
            super(URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }
}
