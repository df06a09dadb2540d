package io.clientgrant.grant;

import static io.clientgrant.grant.GrantSamples.names;
import static io.clientgrant.grant.GrantSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void unsetIsNeitherEmptyNorFalse() {
    assertThat(Settings.NONE).isNotEqualTo(scope());
    assertThat(Settings.NONE.get(Field.SCOPE)).isEmpty();
    assertThat(scope().get(Field.SCOPE)).contains(names());
    assertThat(Settings.NONE.effective(Field.SCOPE)).isEqualTo(names());
  }

  @Test
  void settingsAndValuesNeverChange() {
    var values = new EnumMap<Field, Value>(Field.class);
    var names = new TreeSet<>(List.of("a"));
    values.put(Field.SCOPE, new StringSet(names));
    var settings = new Settings(values);

    values.put(Field.ALLOW_ALL_SCOPES, new Bool(true));
    names.add("b");

    assertThat(settings).isEqualTo(scope("a"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> settings.values().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> names("a").values().clear());
  }
}
