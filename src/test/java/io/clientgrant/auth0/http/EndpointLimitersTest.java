package io.clientgrant.auth0.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.limit.RateLimiter;
import java.time.InstantSource;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointLimitersTest {
  private final EndpointLimiters limiters =
      EndpointLimiters.of(new RateLimiter("tenant", InstantSource.system()));

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v2/organizations/org_1/client-grants, true",
    "POST, /behind/a/proxy/api/v2/organizations/org_1/client-grants, true",
    "GET, /api/v2/organizations/org_1/client-grants, false",
    "DELETE, /api/v2/organizations/org_1/client-grants/cgr_1, false",
    "GET, /api/v2/client-grants/cgr_1/organizations, false",
    "POST, /api/v2/client-grants, false",
    "GET, /api/v2/organizations/name/acme, false"
  })
  void associatingHasALimitOfItsOwn(String method, String path, boolean isOwn) {
    var request =
        new Request.Builder()
            .url("https://tenant.auth0.test" + path)
            .method(method, body(method))
            .build();

    assertThat(limiters.of(request)).isSameAs(isOwn ? limiters.associating() : limiters.general());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v2/clients, true",
    "GET, /behind/a/proxy/api/v2/clients, true",
    "GET, /api/v2/clients/id, false",
    "POST, /api/v2/clients, false",
    "GET, /api/v2/client-grants, false"
  })
  void listingClientsHasALimitOfItsOwn(String method, String path, boolean isOwn) {
    var request =
        new Request.Builder()
            .url("https://tenant.auth0.test" + path + "?page=0")
            .method(method, body(method))
            .build();

    assertThat(limiters.of(request)).isSameAs(isOwn ? limiters.clients() : limiters.general());
  }

  private static @Nullable RequestBody body(String method) {
    return method.equals("POST") ? RequestBody.create(new byte[0]) : null;
  }
}
