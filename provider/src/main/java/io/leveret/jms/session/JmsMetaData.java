package io.leveret.jms.session;

import io.leveret.jms.wire.Server;
import jakarta.jms.ConnectionMetaData;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** What this provider is. */
final class JmsMetaData implements ConnectionMetaData {
    private static final int MAJOR = 3;
    private static final int MINOR = 1;
    private static final List<String> PROPERTIES = List.of("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    private static final String VERSION = version();

    private final Server server;

    JmsMetaData(Server server) {
        this.server = server;
    }

    private static String version() {
        String packaged = JmsMetaData.class.getPackage().getImplementationVersion();
        return packaged == null ? "0.1.0" : packaged;
    }

    @Override
    public String getJMSVersion() {
        return MAJOR + "." + MINOR;
    }

    @Override
    public int getJMSMajorVersion() {
        return MAJOR;
    }

    @Override
    public int getJMSMinorVersion() {
        return MINOR;
    }

    @Override
    public String getJMSProviderName() {
        return "Leveret";
    }

    @Override
    public String getProviderVersion() {
        return VERSION;
    }

    @Override
    public int getProviderMajorVersion() {
        return part(0);
    }

    @Override
    public int getProviderMinorVersion() {
        return part(1);
    }

    private static int part(int index) {
        String[] parts = VERSION.split("[.-]");
        return index < parts.length && parts[index].matches("\\d{1,9}") ? Integer.parseInt(parts[index]) : 0;
    }

    @Override
    public Enumeration<String> getJMSXPropertyNames() {
        return Collections.enumeration(PROPERTIES);
    }

    @Override
    public String toString() {
        return "Leveret " + VERSION + " for Jakarta Messaging " + getJMSVersion() + ", connected to " + server.product()
                + " " + server.version();
    }
}
