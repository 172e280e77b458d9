package io.leveret.broker.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.local.LocalIoHandle;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Sockets and connections from within the same JVM on one loop: the latter need no selector, so only the sockets' handler is ever
 * waited in.
 */
final class HouseIoHandler implements IoHandler {
    private final IoHandler sockets;
    private final IoHandler local;

    private HouseIoHandler(IoHandler sockets, IoHandler local) {
        this.sockets = sockets;
        this.local = local;
    }

    static IoHandlerFactory over(IoHandlerFactory sockets) {
        IoHandlerFactory local = LocalIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new HouseIoHandler(sockets.newHandler(executor), local.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return false;
            }
        };
    }

    private IoHandler handlerOf(Class<? extends IoHandle> kind) {
        return LocalIoHandle.class.isAssignableFrom(kind) ? local : sockets;
    }

    @Override
    public void initialize() {
        sockets.initialize();
        local.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return sockets.run(context);
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handlerOf(handle.getClass()).register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> kind) {
        return handlerOf(kind).isCompatible(kind);
    }

    @Override
    public void wakeup() {
        sockets.wakeup();
    }

    @Override
    public void prepareToDestroy() {
        local.prepareToDestroy();
        sockets.prepareToDestroy();
    }

    @Override
    public void destroy() {
        local.destroy();
        sockets.destroy();
    }
}
