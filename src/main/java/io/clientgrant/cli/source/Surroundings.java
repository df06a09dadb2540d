package io.clientgrant.cli.source;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.cli.output.Terminal;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Interceptor;

/**
 * What a command needs of the process that it runs in.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param terminal where it prints
 * @param isWatched whether a person sees standard error at once
 * @param cluster makes a client for the cluster of the Pod or kubeconfig
 * @param tenants connects to tenants
 * @param clock a clock that is never set
 */
public record Surroundings(
    Map<String, String> environment,
    InputStream in,
    Terminal terminal,
    boolean isWatched,
    Supplier<KubernetesClient> cluster,
    TenantConnector tenants,
    InstantSource clock) {
  /** How long a call may take, as in the operator. */
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  /** A command reads one tenant, and keeps what it needs itself: only answers are bounded. */
  public static final Bounds BOUNDS =
      new Bounds(Bounds.MAX_GRANTS, Long.MAX_VALUE / 4, 4 * 1024 * 1024);

  /** Copies, so that it never changes. */
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** The same, with calls to tenants that somebody looks at. */
  public Surroundings seenBy(Interceptor look) {
    return new Surroundings(
        environment, in, terminal, isWatched, cluster, tenants.seenBy(look), clock);
  }

  /** An environment variable; empty if it is not set, or has no text. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }
}
