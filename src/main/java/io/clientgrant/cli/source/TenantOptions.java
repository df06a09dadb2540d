package io.clientgrant.cli.source;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.controller.tenant.credentials.ConnectionReader;
import io.clientgrant.controller.tenant.credentials.CredentialsReader;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all commands that say which tenant they are about, and with which credential. */
public final class TenantOptions {
  @Option(
      names = "--tenant",
      paramLabel = "[NAMESPACE/]NAME",
      description =
          "The Auth0Tenant, in the cluster of the Pod or kubeconfig. Its Secret has the credential."
              + " Default: the only one that there is, unless a domain is given.")
  private @Nullable String tenant;

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description =
          "AUTH0_DOMAIN: the tenant, without a cluster. The credential is in the environment"
              + " (AUTH0_CLIENT_ID, and AUTH0_CLIENT_SECRET or AUTH0_PRIVATE_KEY_FILE) or in a"
              + " file.")
  private @Nullable String domain;

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "AUTH0_CREDENTIALS: a file of lines key=value, with the keys of an Auth0Tenant's Secret:"
              + " clientId, clientSecret or privateKeyFile, domain.")
  private @Nullable Path credentials;

  @Option(
      names = "--cluster",
      description =
          "With --domain: look in the current cluster which ClientGrants declare the grants.")
  private boolean withCluster;

  /** Whether a tenant is named, by an option or by the environment. */
  public boolean isNamed(Surroundings surroundings) {
    return tenant != null || domain(surroundings).isPresent() || file(surroundings).isPresent();
  }

  /**
   * Connects to the tenant; one call, for a token.
   *
   * @param progress tells of what takes long
   */
  public Source connect(Surroundings surroundings, Progress progress) {
    if (tenant != null && (domain != null || credentials != null)) {
      throw new CommandFailure(
          "--tenant names a tenant by itself. Leave out --domain and --credentials.");
    }
    return tenant == null && isNamed(surroundings)
        ? byDomain(surroundings, progress)
        : byResource(surroundings, progress);
  }

  private Source byDomain(Surroundings surroundings, Progress progress) {
    var file = file(surroundings);
    var values =
        new HashMap<>(
            file.map(CredentialFile::read)
                .orElseGet(() -> CredentialFile.ofEnvironment(surroundings)));
    var named =
        domain(surroundings)
            .or(() -> Optional.ofNullable(values.get("domain")))
            .orElseThrow(
                () -> new CommandFailure("It is not said which tenant. Name it with --domain."));
    values.putIfAbsent("domain", named);
    if (!named.equals(values.get("domain"))) {
      throw new CommandFailure(
          "The credential is for another domain than %s. Use the one for this tenant."
              .formatted(named));
    }
    var source = file.map(Path::toString).orElse("The environment");
    return Source.open(
        surroundings,
        connection(connections(surroundings).read(named, null, source, values)),
        withCluster ? Cluster.of(surroundings) : null,
        null,
        progress);
  }

  private Source byResource(Surroundings surroundings, Progress progress) {
    var cluster = Cluster.of(surroundings);
    Auth0Tenant found = tenant == null ? cluster.onlyTenant() : cluster.tenant(tenant);
    return of(found, cluster, surroundings, progress);
  }

  /** Connects to the tenant of an Auth0Tenant; one call, for a token. */
  public static Source of(
      Auth0Tenant tenant, Cluster cluster, Surroundings surroundings, Progress progress) {
    var reader = new CredentialsReader(cluster.client(), allowsPlainHttp(surroundings));
    return Source.open(surroundings, connection(reader.read(tenant)), cluster, tenant, progress);
  }

  private static Connection connection(Reading reading) {
    return switch (reading) {
      case Reading.Complete(var connection) -> connection;
      case Reading.Unusable unusable -> throw new CommandFailure(unusable.state().message());
    };
  }

  private static ConnectionReader connections(Surroundings surroundings) {
    return new ConnectionReader(allowsPlainHttp(surroundings));
  }

  private static boolean allowsPlainHttp(Surroundings surroundings) {
    return surroundings.variable("ALLOW_PLAIN_HTTP").filter("true"::equals).isPresent();
  }

  private Optional<String> domain(Surroundings surroundings) {
    return Optional.ofNullable(domain).or(() -> surroundings.variable("AUTH0_DOMAIN"));
  }

  private Optional<Path> file(Surroundings surroundings) {
    return Optional.ofNullable(credentials)
        .or(() -> surroundings.variable("AUTH0_CREDENTIALS").map(Path::of));
  }
}
