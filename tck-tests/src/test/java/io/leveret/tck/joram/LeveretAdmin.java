package io.leveret.tck.joram;

import com.rabbitmq.client.ConnectionFactory;
import io.leveret.jms.jndi.LeveretInitialContextFactory;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.objectweb.jtests.jms.admin.Admin;

/** What the suite asks of a provider's administrator: names in JNDI, and destinations that are empty when a test begins. */
public final class LeveretAdmin implements Admin {
    /** Where clients connect to; set by who runs the suite, since the suite makes its administrators itself. */
    static volatile String clientUri;

    /** The same broker for the administrator, by plain AMQP. */
    static volatile String adminUri;

    private final Hashtable<String, String> names = new Hashtable<>();

    public LeveretAdmin() {
        names.put(Context.INITIAL_CONTEXT_FACTORY, LeveretInitialContextFactory.class.getName());
    }

    @Override
    public String getName() {
        return "Leveret";
    }

    @Override
    public Context createContext() throws NamingException {
        return new InitialContext(names);
    }

    @Override
    public void createConnectionFactory(String name) {
        names.put("connectionFactory." + name, clientUri);
    }

    @Override
    public void createQueueConnectionFactory(String name) {
        createConnectionFactory(name);
    }

    @Override
    public void createTopicConnectionFactory(String name) {
        createConnectionFactory(name);
    }

    @Override
    public void createQueue(String name) {
        forgetMessagesOf(name);
        names.put("queue." + name, name);
    }

    @Override
    public void createTopic(String name) {
        names.put("topic." + name, name);
    }

    @Override
    public void deleteQueue(String name) {
        names.remove("queue." + name);
        forgetMessagesOf(name);
    }

    @Override
    public void deleteTopic(String name) {
        names.remove("topic." + name);
    }

    @Override
    public void deleteConnectionFactory(String name) {
        names.remove("connectionFactory." + name);
    }

    @Override
    public void deleteQueueConnectionFactory(String name) {
        deleteConnectionFactory(name);
    }

    @Override
    public void deleteTopicConnectionFactory(String name) {
        deleteConnectionFactory(name);
    }

    @Override
    public void startServer() {}

    @Override
    public void stopServer() {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    private static void forgetMessagesOf(String queue) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(adminUri);
            try (var connection = factory.newConnection();
                    var channel = connection.createChannel()) {
                channel.queueDelete(queue);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the queue " + queue + " cannot be deleted", e);
        }
    }
}
