package io.clientgrant.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/** Runs commands in this JVM, with a simulated tenant. */
public final class CliFixture implements AutoCloseable {
  public static final String DOMAIN = "example.eu.auth0.test";

  public final Simulator simulator;
  public final Map<String, String> environment = new HashMap<>();
  private OkHttpClient http = new OkHttpClient();
  private Supplier<KubernetesClient> cluster =
      () -> {
        throw new AssertionError("no command of this test needs a cluster");
      };
  private int width;
  private Consumer<String> whenPrinting = _ -> {};

  public CliFixture(Seed seed) {
    this(Simulator.start(seed));
  }

  public CliFixture(Simulator simulator) {
    this.simulator = simulator;
    environment.put("AUTH0_DOMAIN", simulator.tenant().domain());
    environment.put("AUTH0_CLIENT_ID", Seed.MANAGEMENT_CLIENT);
    environment.put("AUTH0_CLIENT_SECRET", Seed.MANAGEMENT_SECRET);
    environment.put("AUTH0_ENDPOINT", simulator.uri().toString());
  }

  /** How a command ended. */
  public record Ran(int exit, String out, String err) {}

  /** Has all calls to the tenant go through something. */
  public CliFixture through(Interceptor interceptor) {
    http = http.newBuilder().addInterceptor(interceptor).build();
    return this;
  }

  /** Lets commands use a cluster. */
  public CliFixture with(Supplier<KubernetesClient> client) {
    cluster = client;
    return this;
  }

  /** Has commands print on a terminal of so many columns, without colours. */
  public CliFixture onTerminal(int columns) {
    width = columns;
    return this;
  }

  /** Looks at everything that commands print as a result, when they do. */
  public CliFixture whenPrinting(Consumer<String> look) {
    whenPrinting = look;
    return this;
  }

  public Ran run(String... arguments) {
    return runWith("", arguments);
  }

  /** Runs a command with this standard input. */
  public Ran runWith(String input, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var clock = InstantSource.system();
    var exit =
        new Cli(
                new Surroundings(
                    environment,
                    new ByteArrayInputStream(input.getBytes(UTF_8)),
                    new Terminal(watched(out), stream(err), width, false),
                    false,
                    cluster,
                    new TenantConnector(
                        http,
                        new SimpleMeterRegistry(),
                        clock,
                        Duration.ofSeconds(15),
                        Surroundings.BOUNDS),
                    clock))
            .run(arguments);
    return new Ran(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** How often a route was called. */
  public long calls(String route) {
    return simulator.requests().count(route);
  }

  private PrintStream watched(OutputStream out) {
    return new PrintStream(
        new BufferedOutputStream(
            new FilterOutputStream(out) {
              @Override
              public void write(byte[] bytes, int from, int length) throws IOException {
                whenPrinting.accept(new String(bytes, from, length, UTF_8));
                out.write(bytes, from, length);
              }
            }),
        false,
        UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, UTF_8);
  }

  @Override
  public void close() {
    simulator.close();
    http.dispatcher().executorService().shutdown();
  }
}
