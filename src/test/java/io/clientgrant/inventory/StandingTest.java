package io.clientgrant.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final GrantKey KEY =
      new GrantKey("example.auth0.com", new Grantee.Client("billing"), "https://api", "client");
  private static final GrantId ID = new GrantId("cgr_1");

  @Test
  void itSaysWhoSeesToAGrant() {
    assertThat(standing(false)).isEqualTo(Standing.UNMANAGED);
    assertThat(standing(false, holding("a", ID))).isEqualTo(Standing.MANAGED);
    assertThat(standing(false, holding("a", null))).isEqualTo(Standing.DECLARED);
    assertThat(standing(false, holding("a", new GrantId("cgr_2")))).isEqualTo(Standing.DECLARED);
    assertThat(standing(false, holding("a", ID), holding("b", null))).isEqualTo(Standing.CONTENDED);
    assertThat(standing(true, holding("a", null))).isEqualTo(Standing.SYSTEM);
  }

  @Test
  void withoutAClusterNobodyKnows() {
    var directory =
        new Directory(KEY.domain(), Map.of(), Map.of(), Declarations.NONE, false, List.of());
    assertThat(directory.describe(grant(false)).standing()).isEqualTo(Standing.UNKNOWN);
    assertThat(directory.describe(grant(true)).standing()).isEqualTo(Standing.SYSTEM);
  }

  private static Standing standing(boolean system, Declaration... declarations) {
    return new Directory(
            KEY.domain(),
            Map.of(),
            Map.of(),
            Declarations.of(Stream.of(declarations)),
            true,
            List.of())
        .describe(grant(system))
        .standing();
  }

  private static Grant grant(boolean system) {
    return new Grant(ID, KEY, Settings.NONE, system);
  }

  private static Declaration holding(String name, @Nullable GrantId id) {
    return new Declaration("team", name, KEY, id, "InSync", null);
  }
}
