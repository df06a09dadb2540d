package io.clientgrant.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.cli.Cli;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.operator.MonotonicClock;
import io.fabric8.kubernetes.client.Config;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;

/** Runs a command as a process. */
final class CommandMain {
  private static final int USUAL_WIDTH = 80;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,4})");

  private CommandMain() {}

  /** Runs a command, and exits with its status. */
  static void main(String[] arguments) {
    Logging.Style.COMMAND.choose();
    System.exit(new Cli(surroundings()).run(arguments));
  }

  private static Surroundings surroundings() {
    var environment = System.getenv();
    var columns =
        System.getProperty("clientgrant.columns", ""); // what is at the other end of an exec
    var isTerminal = StandardStream.OUT.isTerminal() || !columns.isEmpty();
    var clock = new MonotonicClock();
    return new Surroundings(
        environment,
        System.in,
        new Terminal(
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            isTerminal
                ? width(columns.isEmpty() ? environment.getOrDefault("COLUMNS", "") : columns)
                : 0,
            isTerminal
                && !System.getProperty("clientgrant.color", "").equals("no")
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb")),
        StandardStream.ERR.isTerminal(),
        () -> KubernetesClients.client(Config.autoConfigure(null)),
        new TenantConnector(
            new OkHttpClient(),
            new CompositeMeterRegistry(),
            clock,
            Surroundings.CALL_TIMEOUT,
            Surroundings.BOUNDS),
        clock);
  }

  /** A container may have no locale, and names are in any script. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, UTF_8);
  }

  /** What the shell says, or else the terminal itself. */
  private static int width(String columns) {
    if (columns.matches("[1-9]\\d{0,3}")) {
      return Integer.parseInt(columns);
    }
    try {
      var stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      var size = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), UTF_8));
      return size.find() && !size.group(1).equals("0")
          ? Integer.parseInt(size.group(1))
          : USUAL_WIDTH;
    } catch (IOException e) { // there is no stty in the image
      return USUAL_WIDTH;
    }
  }
}
