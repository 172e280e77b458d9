import java.io.File;
import org.apache.activemq.broker.BrokerService;

/** ActiveMQ Classic with its defaults, KahaDB included, on one port: java -cp 'lib/*' ClassicBroker.java PORT FOLDER. */
public class ClassicBroker {
    public static void main(String[] args) throws Exception {
        BrokerService broker = new BrokerService();
        broker.setDataDirectoryFile(new File(args[1]));
        broker.addConnector("tcp://127.0.0.1:" + args[0]);
        broker.start();
        broker.waitUntilStarted();
        System.out.println("serving");
        Thread.currentThread().join();
    }
}
