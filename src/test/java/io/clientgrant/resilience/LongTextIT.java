package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However long and odd the API's words and a resource's name are, people are told, and once. */
@ExtendWith(ControlPlaneExtension.class)
class LongTextIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x", // all of one byte
        "\u00E9", // two bytes
        HostileManifests.EMOJI, // four bytes and two chars, cut at an even place
        "\\u0000\\u007f\\u0085\\u2028\\uFEFF\\uFFFE",
        "\\uD83D" // half a character
      })
  void aLongTextIsShownInAConditionAndAnEvent(String words, OperatorFixture fixture) {
    fixture.start(OperatorFixture.NEVER);
    var body = "{\"message\": \"%s\"}".formatted("a" + words.repeat(1_500));
    fixture
        .simulator
        .faults()
        .add(Fault.status(400, Map.of("content-type", "application/json"), body));
    var name = "n".repeat(253);
    fixture.applyGrant(name, OperatorFixture.client(1), "scope: [read:invoices]");
    fixture.awaitReason(name, "Invalid");
    assertThat(fixture.ready(name).message()).startsWith("a").endsWith("…");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(fixture.events(name)).containsExactly("Invalid"));
    fixture.applyGrant(name, OperatorFixture.client(1), "scope: [write:invoices]");
    fixture.awaitReason(name, "Invalid");
    assertThat(fixture.events(name)).as("news only once").containsExactly("Invalid");
  }
}
