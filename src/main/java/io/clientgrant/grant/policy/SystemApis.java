package io.clientgrant.grant.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Auth0's own APIs, through which a client could give itself anything else. */
final class SystemApis {
  private static final Set<String> PATHS = Set.of("/api/v2", "/me", "/mfa", "/my-org", "/userinfo");
  private static final Set<String> CANONICAL_HOSTS = Set.of(".auth0.com", ".auth0app.com");

  private SystemApis() {}

  /**
   * Whether an audience names one: by the tenant's domain, or by any canonical host of Auth0, since
   * a tenant with a custom domain keeps its canonical one.
   */
  static boolean includes(String domain, String audience) {
    try {
      var uri = new URI(audience.toLowerCase(Locale.ROOT));
      var host = uri.getHost();
      return host != null
          && (host.equals(domain.toLowerCase(Locale.ROOT))
              || CANONICAL_HOSTS.stream().anyMatch(host::endsWith))
          && PATHS.contains(uri.getPath().replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      return false; // Auth0's own are well-formed
    }
  }
}
