package io.clientgrant.operator;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * What the operator runs with, checked.
 *
 * @param namespaces the namespaces to watch; none means all
 * @param httpPort where metrics and probes are served; 0 for a free port
 * @param allowPlainHttp whether credentials may be sent over plain HTTP to other hosts than this
 * @param maxGrants how many grants a tenant may have
 * @param lease the Lease to hold while working; empty to work without
 * @param signingKeySecret the Secret with the key that signs; empty to sign nothing
 * @param logLevel the level of the log at the start
 * @param instance what this process is called in events
 */
record Configuration(
    Set<String> namespaces,
    int httpPort,
    boolean allowPlainHttp,
    int maxGrants,
    String lease,
    String signingKeySecret,
    String logLevel,
    String instance) {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NAME_OR_EMPTY =
      Pattern.compile("|(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Checks what was asked for.
   *
   * @throws ParameterException if a value cannot be, with a sentence that names it
   */
  static Configuration of(Options options) {
    var namespaces =
        Objects.requireNonNullElse(options.watchNamespaces(), List.<String>of()).stream()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    for (var name : namespaces) {
      check(
          NAMESPACE.matcher(name).matches(),
          "--watch-namespaces: '%s' cannot be the name of a namespace.".formatted(name));
    }
    var port = options.httpPort();
    check(port >= 0 && port <= HIGHEST_PORT, "--http-port: %d is no port.".formatted(port));
    var maxGrants = options.maxGrants();
    check(maxGrants > 0, "--max-grants: %d is no number of grants.".formatted(maxGrants));
    var lease = options.lease();
    check(
        NAME_OR_EMPTY.matcher(lease).matches(),
        "--lease: '%s' cannot be the name of a Lease.".formatted(lease));
    var secret = options.signingKeySecret();
    check(
        NAME_OR_EMPTY.matcher(secret).matches(),
        "--signing-key-secret: '%s' cannot be the name of a Secret.".formatted(secret));
    return new Configuration(
        namespaces,
        port,
        options.allowPlainHttp(),
        maxGrants,
        lease,
        secret,
        logLevel(options),
        Objects.requireNonNullElse(System.getenv("HOSTNAME"), "local"));
  }

  private static String logLevel(Options options) {
    try {
      return LogLevel.checked(options.logLevel());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          new CommandLine(Options.class), "--log-level: " + e.getMessage(), e);
    }
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new ParameterException(new CommandLine(Options.class), sentence);
    }
  }
}
