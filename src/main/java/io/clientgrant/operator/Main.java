package io.clientgrant.operator;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.javaoperatorsdk.operator.OperatorException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** Starts the operator as a process. */
public final class Main {
  /** JOSDK counts each try of a reconciliation under its number, and nothing bounds the tries. */
  private static final MeterFilter WITHOUT_TRIES =
      MeterFilter.ignoreTags("reconciliations.retries.number", "reconciliations.retries.last");

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
      var options = line.<Options>getCommand();
      var configuration = Configuration.of(options);
      if (options.check()) {
        check(configuration);
      } else {
        LogLevel.set(configuration.logLevel());
        run(configuration);
      }
    } catch (ParameterException e) {
      fail(e, ExitCode.USAGE);
    } catch (CannotStart e) {
      fail(e, ExitCode.SOFTWARE);
    }
  }

  private static void check(Configuration configuration) {
    if (configuration.lease().isEmpty()) {
      throw new ParameterException(
          new CommandLine(Options.class), "--check: say whose work to look for, with --lease.");
    }
    try (var client = KubernetesClients.client(Config.autoConfigure(null))) {
      if (!new LeaseCheck(client, configuration.lease()).somebodyLeads()) {
        throw new CannotStart(
            "Nobody works who runs with --lease=%s in namespace %s."
                .formatted(configuration.lease(), client.getNamespace()));
      }
      System.out.println("Somebody works.");
    }
  }

  private static void run(Configuration configuration) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(WITHOUT_TRIES);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    var leadership = Leadership.by(configuration);
    describe(registry, leadership);
    var client = KubernetesClients.client(Config.autoConfigure(null), leadership::check);
    requireKinds(client);
    var exitStatus = new AtomicInteger(ExitCode.OK);
    Runnable fail =
        () -> {
          exitStatus.set(ExitCode.SOFTWARE);
          System.exit(ExitCode.SOFTWARE);
        };
    var operator =
        new ClientGrantOperator(
            client,
            configuration.namespaces(),
            configuration.allowPlainHttp(),
            configuration.maxGrants(),
            configuration.signingKeySecret(),
            configuration.instance(),
            registry,
            CrashPoint.NONE,
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
    if (leadership.isStandby()) {
      LOG.atInfo().addKeyValue("httpPort", endpoints.port()).log("waits for its turn to lead");
    }
    leadership.lead(() -> start(operator, endpoints, fail));
  }

  private static void describe(MeterRegistry registry, Leadership leadership) {
    Gauge.builder("clientgrant.leader", leadership, one -> one.isStandby() ? 0 : 1)
        .description("1 in the process that works, 0 in one that stands by")
        .register(registry);
    Gauge.builder("clientgrant.log.incomplete", () -> System.out.checkError() ? 1 : 0)
        .description(
            "1 if something could not be written to standard output since the start, so that the log"
                + " and the audit trail have gaps")
        .register(registry);
    Gauge.builder("clientgrant.build.info", () -> 1)
        .description("The version of the operator")
        .tag(
            "version",
            Objects.requireNonNullElse(
                Main.class.getPackage().getImplementationVersion(), "unreleased"))
        .register(registry);
  }

  private static void start(ClientGrantOperator operator, HttpEndpoints endpoints, Runnable fail) {
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

  private static HttpEndpoints serve(
      int port,
      PrometheusMeterRegistry registry,
      ClientGrantOperator operator,
      Leadership leadership) {
    try {
      return new HttpEndpoints(
          port,
          () -> {
            operator.refreshMetrics();
            return registry.scrape();
          },
          new Probes(
              List.of(leadership::trouble, operator::trouble),
              operator::ready,
              leadership::isStandby,
              operator::unreadableNamespaces));
    } catch (IOException e) {
      throw new CannotStart(
          "Port %d cannot be had (%s). Choose another with --http-port."
              .formatted(port, e.getMessage()));
    }
  }

  /** Asks once: whoever starts the operator by hand should not wait for a minute to be told. */
  private static void requireKinds(KubernetesClient client) {
    var patience = client.getConfiguration().getRequestConfig();
    var once = new RequestConfigBuilder(patience).withRequestRetryBackoffLimit(1).build();
    try {
      var impatient = client.newClient(once);
      if (!impatient.supports(ClientGrant.class)
          || !impatient.supports(OrganizationClientGrant.class)
          || !impatient.supports(Auth0Tenant.class)) {
        throw new CannotStart(
            "The cluster does not know ClientGrant, OrganizationClientGrant and Auth0Tenant."
                + " Install them: kubectl apply --server-side -f crds/");
      }
    } catch (KubernetesClientException e) {
      throw new CannotStart(
          "The Kubernetes API at %s does not answer. Check the current kubeconfig (KUBECONFIG)."
              .formatted(client.getMasterUrl()));
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
