package io.clientgrant.operator;

import io.clientgrant.auth0.Bounds;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What can be said on the command line, or by the environment variable of the same name. */
@Command(
    name = "clientgrant-operator",
    description = {
      "Manages Auth0 client grants as Kubernetes resources, in the cluster of the current"
          + " kubeconfig or, in a Pod, in its own.%n",
      "Each flag can also be given as the environment variable that it names; the flag wins.%n"
    },
    footer = "%nWith a command, it shows the grants of a tenant: clientgrant-operator help",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Options.Version.class)
interface Options {
  /** The namespaces to watch. */
  @Option(
      names = "--watch-namespaces",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "${env:WATCH_NAMESPACES}",
      description =
          "WATCH_NAMESPACES: watch only these namespaces, with commas between them. Default: all.")
  @Nullable List<String> watchNamespaces();

  /** Where metrics and probes are served. */
  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${env:HTTP_PORT:-8080}",
      description =
          "HTTP_PORT: where /metrics, /healthz and /readyz are; 0 takes a free port. Default:"
              + " 8080.")
  int httpPort();

  /** Whether credentials may be sent over plain HTTP. */
  @Option(
      names = "--allow-plain-http",
      arity = "0..1",
      paramLabel = "true|false",
      defaultValue = "${env:ALLOW_PLAIN_HTTP:-false}",
      fallbackValue = "true",
      description =
          "ALLOW_PLAIN_HTTP: let the endpoint in a tenant's Secret be plain http beyond loopback,"
              + " for a simulator in the cluster. Everybody on the way can read the credential."
              + " Default: false.")
  boolean allowPlainHttp();

  /** How many grants a tenant may have. */
  @Option(
      names = "--max-grants",
      paramLabel = "NUMBER",
      defaultValue = "${env:MAX_GRANTS:-" + Bounds.MAX_GRANTS + "}",
      description =
          "MAX_GRANTS: refuse to read a tenant with more grants. The operator's memory sets a bound"
              + " as well. Default: "
              + Bounds.MAX_GRANTS
              + ".")
  int maxGrants();

  /** The Lease to hold. */
  @Option(
      names = "--lease",
      paramLabel = "NAME",
      defaultValue = "${env:LEASE:-}",
      description =
          "LEASE: of all that run with this name, in the namespace of the Pod or kubeconfig, one"
              + " works and the others stand by. Default: work without asking.")
  String lease();

  /** The Secret with the key that signs. */
  @Option(
      names = "--signing-key-secret",
      paramLabel = "NAME",
      defaultValue = "${env:SIGNING_KEY_SECRET:-}",
      description =
          "SIGNING_KEY_SECRET: the Secret, in the namespace of the Pod or kubeconfig, with the key"
              + " that signs what ClientGrants own, so that a restored one is known again. An empty"
              + " one is filled. Default: sign nothing.")
  String signingKeySecret();

  /** The level of the log at the start. */
  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "${env:LOG_LEVEL:-INFO}",
      description =
          "LOG_LEVEL: how much to log: ERROR, WARN, INFO, DEBUG or TRACE. It can be changed while"
              + " the operator runs, with a POST to /loglevel. Default: INFO.")
  String logLevel();

  /** Whether only to ask if somebody works. */
  @Option(
      names = "--check",
      description =
          "Do nothing but say whether somebody works who runs with the same --lease; exit with 0 if"
              + " so, else with 1.")
  boolean check();

  /** The version in the jar's manifest. */
  final class Version implements picocli.CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Options.class.getPackage().getImplementationVersion();
      return new String[] {version == null ? "development" : version};
    }
  }
}
