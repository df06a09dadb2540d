package io.clientgrant.operator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {
  private final AtomicBoolean ready = new AtomicBoolean();
  private String unreadable = "";

  @Test
  void readinessIsTold() throws Exception {
    try (var endpoints = start()) {
      assertThat(status(endpoints, "/readyz")).isEqualTo(503);
      ready.set(true);
      assertThat(status(endpoints, "/readyz")).isEqualTo(200);
    }
  }

  @Test
  void aNamespaceThatMayNotBeReadIsTold() throws Exception {
    ready.set(true);
    unreadable = "billing, shop";
    try (var endpoints = start()) {
      assertThat(answer(endpoints, "/readyz").statusCode()).isEqualTo(200);
      assertThat(answer(endpoints, "/readyz").body())
          .isEqualTo("ready, but may not read billing, shop\n");
    }
  }

  /** Else the kubelet would take the operator for dead, and kill it. */
  @Test
  void aClientThatSendsHalfARequestDelaysNoOther() throws Exception {
    try (var endpoints = start();
        var idler = new Socket(InetAddress.getLoopbackAddress(), endpoints.port())) {
      idler.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: lo".getBytes(US_ASCII));
      idler.getOutputStream().flush();
      for (var path : new String[] {"/healthz", "/metrics"}) {
        assertThat(status(endpoints, path)).isEqualTo(200);
      }
    }
  }

  private HttpEndpoints start() throws Exception {
    return new HttpEndpoints(0, () -> "", ready::get, () -> unreadable);
  }

  private static int status(HttpEndpoints endpoints, String path) throws Exception {
    return answer(endpoints, path).statusCode();
  }

  private static HttpResponse<String> answer(HttpEndpoints endpoints, String path)
      throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:%d%s".formatted(endpoints.port(), path)))
              .timeout(Duration.ofSeconds(10))
              .build();
      return client.send(request, BodyHandlers.ofString());
    }
  }
}
