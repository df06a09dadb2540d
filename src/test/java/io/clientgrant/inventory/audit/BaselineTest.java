package io.clientgrant.inventory.audit;

import static io.clientgrant.inventory.audit.TenantBuilder.INVOICES;
import static io.clientgrant.inventory.audit.TenantBuilder.MANAGEMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.inventory.audit.Baseline.Accepted;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

  private static List<Finding> findings(String... scopes) {
    return new TenantBuilder()
        .grant(MANAGEMENT, scopes)
        .withoutCluster()
        .logged(null)
        .audit()
        .findings();
  }

  private static Baseline accepting(String... scopes) {
    return Baseline.NONE.accepting(findings(scopes), TODAY);
  }

  @Test
  void whatIsAcceptedIsNotOpen() {
    var found = findings("update:clients");
    var split = accepting("update:clients").split(found, TODAY);

    assertThat(split.open()).isEmpty();
    assertThat(split.accepted()).isEqualTo(found);
    assertThat(split.unused()).isEmpty();
  }

  @Test
  void aFindingThatGrowsIsOpenAgainAndOneThatShrinksIsNot() {
    var baseline = accepting("update:clients", "update:actions");

    assertThat(baseline.split(findings("update:clients"), TODAY).open()).isEmpty();
    assertThat(
            baseline
                .split(findings("update:clients", "update:actions", "create:users"), TODAY)
                .open())
        .extracting(finding -> finding.rule().id())
        .containsExactly("CG02");
  }

  @Test
  void aFindingThatBecomesWorseIsOpenAgain() {
    var found = findings("update:client_grants");
    var calm = found.stream().map(finding -> finding.as(Severity.LOW)).toList();

    assertThat(Baseline.NONE.accepting(calm, TODAY).split(found, TODAY).open()).isEqualTo(found);
  }

  @Test
  void acceptanceEndsAfterItsLastDay() {
    var found = findings("update:clients");
    var subject = found.getFirst().subject();
    var baseline =
        new Baseline(
            List.of(
                new Accepted(
                    "CG02",
                    subject,
                    Severity.HIGH,
                    new TreeSet<>(Set.of("update:clients")),
                    "until the move",
                    TODAY)));

    assertThat(baseline.split(found, TODAY).open()).isEmpty();
    assertThat(baseline.split(found, TODAY.plusDays(1)).open()).isEqualTo(found);
    assertThat(baseline.split(found, TODAY.plusDays(1)).unused()).hasSize(1);
  }

  @Test
  void whatIsWrittenAnewKeepsItsReasonsAndLeavesOutWhatIsGone() {
    var found = findings("update:clients");
    var kept =
        new Accepted(
            "CG02",
            found.getFirst().subject(),
            Severity.HIGH,
            new TreeSet<>(Set.of("update:clients")),
            "agreed",
            null);
    var gone =
        new Accepted("CG04", "client x on " + INVOICES, Severity.HIGH, new TreeSet<>(), "", null);

    assertThat(new Baseline(List.of(kept, gone)).accepting(found, TODAY).accepted())
        .containsExactly(kept);
  }
}
