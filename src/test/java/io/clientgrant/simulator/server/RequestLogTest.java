package io.clientgrant.simulator.server;

import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.faults.Fault;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RequestLogTest extends SimulatorFixture {

  @BeforeEach
  void forgetTheTokenRequest() {
    simulator.requests().reset();
  }

  @Test
  void countsByMethodAndTemplate() {
    api.get("/api/v2/client-grants/" + GRANT);
    api.get("/api/v2/client-grants/other");
    api.get("/api/v2/client-grants?take=1");
    api.delete("/api/v2/organizations/" + ORGANIZATION + "/client-grants/" + GRANT);
    api.get("/api/v2/nothing");

    assertThat(simulator.requests().counts())
        .containsOnly(
            java.util.Map.entry("GET /api/v2/client-grants/{id}", 2L),
            java.util.Map.entry("GET /api/v2/client-grants", 1L),
            java.util.Map.entry("DELETE /api/v2/organizations/{id}/client-grants/{grant_id}", 1L),
            java.util.Map.entry("GET (no such route)", 1L));
    assertThat(simulator.requests().total()).isEqualTo(5);
    assertThat(simulator.requests().count("POST /api/v2/client-grants")).isZero();
  }

  @Test
  void countsRejectedRequests() {
    simulator.faults().add(Fault.status(500).times(1));
    api.get("/api/v2/clients");
    api.anonymously("GET", "/api/v2/clients", "application/json", "");

    assertThat(simulator.requests().count("GET /api/v2/clients")).isEqualTo(2);
  }

  @Test
  void keepsTheRequestAndTheStatusOfItsResponse() {
    api.patch("/api/v2/client-grants/" + GRANT, "{\"scope\":[]}");
    api.get("/api/v2/client-grants?take=1&client_id=a%20b");

    assertThat(simulator.requests().recent("PATCH /api/v2/client-grants/{id}"))
        .singleElement()
        .returns("{\"scope\":[]}", RecordedRequest::body)
        .returns("/api/v2/client-grants/" + GRANT, RecordedRequest::path)
        .returns(Optional.of(200), RecordedRequest::status)
        .returns(clock.instant(), RecordedRequest::at);
    assertThat(simulator.requests().recent().getLast().query()).isEqualTo("take=1&client_id=a%20b");
    assertThat(simulator.requests().recent().getLast().from()).isEqualTo("127.0.0.1");
  }

  @Test
  void keepsTheLastThousandButCountsAll() {
    IntStream.range(0, 1005).forEach(_ -> api.get("/api/v2/nothing"));

    assertThat(simulator.requests().recent()).hasSize(1000);
    assertThat(simulator.requests().total()).isEqualTo(1005);
  }

  @Test
  void doesNotCountControlRequests() {
    api.get("/_simulator/requests");
    api.get("/_simulator/nothing");

    assertThat(simulator.requests().counts()).isEmpty();
  }
}
