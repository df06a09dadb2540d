package io.clientgrant.grant.policy;

import io.clientgrant.grant.GrantKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Auth0's own APIs, through which a client could give itself anything else. */
public final class SystemApis {
  private static final String MANAGEMENT = "/api/v2";
  private static final Set<String> PATHS =
      Set.of(MANAGEMENT, "/me", "/mfa", "/my-org", "/userinfo");
  private static final Set<String> CANONICAL_HOSTS = Set.of(".auth0.com", ".auth0app.com");

  private SystemApis() {}

  /**
   * Whether an audience names one: by the tenant's domain, or by any canonical host of Auth0, since
   * a tenant with a custom domain keeps its canonical one.
   */
  public static boolean includes(String domain, String audience) {
    return path(domain, audience).filter(PATHS::contains).isPresent();
  }

  /** Whether an audience names the Management API, by which a tenant is configured. */
  public static boolean isManagement(String domain, String audience) {
    return path(domain, audience).filter(MANAGEMENT::equals).isPresent();
  }

  /**
   * Whether patterns are about the API of a key. Auth0's own APIs must be named literally: a
   * pattern that is meant for others never includes them.
   */
  public static boolean isAbout(List<Glob> audiences, GrantKey key) {
    return includes(key.domain(), key.audience())
        ? audiences.stream().anyMatch(pattern -> pattern.isLiterally(key.audience()))
        : Glob.matches(audiences, key.audience());
  }

  /** The path of an audience at Auth0; empty if it is somewhere else. */
  private static Optional<String> path(String domain, String audience) {
    try {
      var uri = new URI(audience.toLowerCase(Locale.ROOT));
      var host = uri.getHost();
      return host != null
              && (host.equals(domain.toLowerCase(Locale.ROOT))
                  || CANONICAL_HOSTS.stream().anyMatch(host::endsWith))
          ? Optional.of(uri.getPath().replaceAll("/+$", ""))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty(); // Auth0's own are well-formed
    }
  }
}
