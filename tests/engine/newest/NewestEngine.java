import io.camunda.zeebe.process.test.engine.EngineFactory;

/** The engine in memory, behind the port that is given, until it is killed. */
public final class NewestEngine {
  private NewestEngine() {}

  public static void main(String[] arguments) throws InterruptedException {
    var port = Integer.parseInt(arguments[0]);
    EngineFactory.create(port).start();
    System.out.println("ready on port " + port);
    Thread.currentThread().join();
  }
}
