package io.clientgrant.operator;

import io.fabric8.kubernetes.client.Config;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** Says when this process may work, where only one of several may. */
sealed interface Leadership extends AutoCloseable permits Leadership.Unshared, LeaseLeadership {
  /** What is asked for, over the current kubeconfig; whoever loses it ends the process. */
  static Leadership by(Configuration configuration) {
    if (configuration.lease().isEmpty()) {
      return new Unshared();
    }
    var config = Config.autoConfigure(null);
    config.setRequestTimeout(LeaseLeadership.CALL_TIMEOUT);
    config.setConnectionTimeout(LeaseLeadership.CALL_TIMEOUT);
    config.setRequestRetryBackoffLimit(0); // the next look is a second away
    return new LeaseLeadership(
        KubernetesClients.client(config),
        configuration.lease(),
        configuration.instance() + "_" + UUID.randomUUID(),
        new MonotonicClock(),
        () -> {
          LoggerFactory.getLogger(Leadership.class).error("the lease is lost");
          Runtime.getRuntime().halt(ExitCode.SOFTWARE);
        });
  }

  /**
   * Waits until it leads, then works.
   *
   * @param work starts the work; called once, and not again when leadership was lost
   */
  void lead(Runnable work);

  /** Whether another works, and this process waits to take over. */
  boolean isStandby();

  /** Why it neither leads nor can come to lead, nor ends; empty if all is well. */
  Optional<String> trouble();

  /** Called before whatever must not be done by two: does not return to who may no longer do it. */
  void check();

  /** Lets the next one work at once. */
  @Override
  void close();

  /** Nobody else is there: works at once. */
  record Unshared() implements Leadership {
    @Override
    public void lead(Runnable work) {
      work.run();
    }

    @Override
    public boolean isStandby() {
      return false;
    }

    @Override
    public Optional<String> trouble() {
      return Optional.empty();
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
  }
}
