package io.clientgrant.simulator;

import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.SeedReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the simulator from the command line. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = "An Auth0 Management API for client grants.")
public final class SimulatorMain implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:PORT:-8099}",
      description = "The port to listen on; 0 selects a free one. Also $PORT. (${DEFAULT-VALUE})")
  private int port = 8099;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "${env:ADDRESS:-127.0.0.1}",
      description =
          "The address to listen on, for example 0.0.0.0 for the Pods of a cluster. Everybody who"
              + " can reach it can change everything. Also $ADDRESS. (${DEFAULT-VALUE})")
  private InetAddress address = InetAddress.getLoopbackAddress();

  @Option(
      names = "--seed",
      paramLabel = "FILE",
      defaultValue = "${env:SEED}",
      description =
          "A JSON file with the initial state of the tenant; without it a small demo. Also $SEED.")
  private Optional<Path> seed = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  private SimulatorMain() {}

  /** Runs the simulator until the process is stopped. */
  public static void main(String[] args) {
    var commandLine =
        new CommandLine(new SimulatorMain())
            .setParameterExceptionHandler((e, _) -> {
              e.getCommandLine().getErr().println("simulator: " + e.getMessage());
              return CommandLine.ExitCode.USAGE;
            });
    System.exit(commandLine.execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    var simulator = started();
    var out = spec.commandLine().getOut();
    announce(out, simulator);
    Thread.currentThread().join();
    return CommandLine.ExitCode.OK;
  }

  private Simulator started() {
    if (port < 0 || port > 65_535) {
      throw usageError("--port must be between 0 and 65535, not " + port);
    }
    try {
      var ids = IdSource.random();
      var given =
          seed.filter(file -> !file.toString().isEmpty())
              .map(file -> new SeedReader(ids).read(file))
              .orElseGet(Seed::demo);
      return Simulator.start(
          given, SimulatorEnvironment.standard().withAddress(address).withPort(port).withIds(ids));
    } catch (SeedReader.InvalidSeed e) {
      throw usageError("seed " + seed.map(Path::toString).orElse("") + ": " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw usageError(
          "port %d of %s cannot be opened: %s"
              .formatted(port, address.getHostAddress(), reason(e)));
    }
  }

  private static String reason(UncheckedIOException e) {
    var cause = e.getCause();
    return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
  }

  private static void announce(PrintWriter out, Simulator simulator) {
    var tenant = simulator.tenant();
    out.printf(
        "simulator: %s (domain %s, %d clients, %d APIs, %d organizations, %d grants);"
            + " control at /_simulator/%n",
        simulator.uri(),
        tenant.domain(),
        tenant.clients().size(),
        tenant.resourceServers().size(),
        tenant.organizations().size(),
        tenant.grantCount());
    out.flush();
  }

  private ParameterException usageError(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
