import java.io.File;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** Artemis with its defaults, journal included, on one port: java -cp 'lib/*' ArtemisBroker.java PORT FOLDER. */
public class ArtemisBroker {
    public static void main(String[] args) throws Exception {
        Configuration configuration = new ConfigurationImpl();
        configuration.setBrokerInstance(new File(args[1]));
        configuration.setSecurityEnabled(false);
        configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + args[0]);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        broker.start();
        System.out.println("serving");
        Thread.currentThread().join();
    }
}
