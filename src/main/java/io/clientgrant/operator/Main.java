package io.clientgrant.operator;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.Checkpoint;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** Starts the operator as a process. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /**
   * Runs until SIGTERM, and exits with 0 after it. Exits with 2 if it is asked for something that
   * cannot be, and with 1 if it cannot start or go on.
   */
  public static void main(String[] arguments) {
    var line = new CommandLine(Options.class);
    try {
      if (CommandLine.printHelpIfRequested(line.parseArgs(arguments))) {
        return;
      }
      run(Configuration.of(line.getCommand()));
    } catch (ParameterException e) {
      fail(e, ExitCode.USAGE);
    } catch (CannotStart e) {
      fail(e, ExitCode.SOFTWARE);
    }
  }

  private static void run(Configuration configuration) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    var config = Config.autoConfigure(null);
    requireKinds(config);
    var leadership = Leadership.by(configuration);
    var exitStatus = new AtomicInteger(ExitCode.OK);
    Runnable fail =
        () -> {
          exitStatus.set(ExitCode.SOFTWARE);
          System.exit(ExitCode.SOFTWARE);
        };
    var operator =
        new ClientGrantOperator(
            Kubernetes.client(config, leadership::check),
            configuration.namespaces(),
            configuration.allowPlainHttp(),
            configuration.instance(),
            registry,
            Checkpoint.NONE,
            ClientGrantOperator.CALL_TIMEOUT,
            leadership::check,
            fail);
    var endpoints = serve(configuration.httpPort(), registry, operator, leadership);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              if (operator.stop()) {
                leadership.close(); // else the next one waits, for what is still on its way
              }
              LOG.info("stopped");
              // Without it, the status after a SIGTERM would be 143, that of a process killed.
              Runtime.getRuntime().halt(exitStatus.get());
            }));
    if (leadership.standsBy()) {
      LOG.atInfo().addKeyValue("httpPort", endpoints.port()).log("waits for its turn to lead");
    }
    leadership.lead(() -> start(operator, endpoints, fail));
  }

  private static void start(ClientGrantOperator operator, Endpoints endpoints, Runnable fail) {
    try {
      operator.start();
      LOG.atInfo()
          .addKeyValue("httpPort", endpoints.port())
          .addKeyValue("startedInMs", ManagementFactory.getRuntimeMXBean().getUptime())
          .log("started");
    } catch (OperatorException e) {
      LOG.atError().setCause(e).log("cannot start");
      fail.run();
    }
  }

  private static Endpoints serve(
      int port,
      PrometheusMeterRegistry registry,
      ClientGrantOperator operator,
      Leadership leadership) {
    try {
      return new Endpoints(port, registry, () -> leadership.standsBy() || operator.ready());
    } catch (IOException e) {
      throw new CannotStart(
          "Port %d cannot be had (%s). Choose another with --http-port."
              .formatted(port, e.getMessage()));
    }
  }

  /** Asks once: whoever starts the operator by hand should not wait for a minute to be told. */
  private static void requireKinds(Config config) {
    var once = new ConfigBuilder(config).withRequestRetryBackoffLimit(1).build();
    try (var client = Kubernetes.client(once)) {
      if (!client.supports(ClientGrant.class) || !client.supports(Auth0Tenant.class)) {
        throw new CannotStart(
            "The cluster does not know ClientGrant and Auth0Tenant."
                + " Install them: kubectl apply --server-side -f crds/");
      }
    } catch (KubernetesClientException e) {
      throw new CannotStart(
          "The Kubernetes API at %s does not answer. Check the current kubeconfig (KUBECONFIG)."
              .formatted(config.getMasterUrl()));
    }
  }

  private static void fail(Exception e, int status) {
    System.err.println("clientgrant-operator: " + e.getMessage());
    System.exit(status);
  }

  /** The process cannot start, and the message says what to do about it. */
  private static final class CannotStart extends RuntimeException {
    CannotStart(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
