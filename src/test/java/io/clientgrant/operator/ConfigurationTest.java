package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class ConfigurationTest {
  @Test
  void plainHttpIsAllowedOnlyWhereItIsAskedFor() {
    assertThat(read().allowPlainHttp()).isFalse();
    assertThat(read("--allow-plain-http").allowPlainHttp()).isTrue();
    assertThat(read("--allow-plain-http=true").allowPlainHttp()).isTrue();
    assertThat(read("--allow-plain-http=false").allowPlainHttp()).isFalse();
    assertThatThrownBy(() -> read("--allow-plain-http=perhaps"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--allow-plain-http");
  }

  @Test
  void aTenantMayHaveAsManyGrantsAsIsSaid() {
    assertThat(read().maxGrants()).isEqualTo(200_000);
    assertThat(read("--max-grants=5").maxGrants()).isEqualTo(5);
    assertThatThrownBy(() -> read("--max-grants=0"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--max-grants: 0 is no number of grants.");
  }

  @Test
  void aSigningKeyIsInASecretOfAPossibleName() {
    assertThat(read().signingKeySecret()).isEmpty();
    assertThat(read("--signing-key-secret=a.b-c").signingKeySecret()).isEqualTo("a.b-c");
    assertThatThrownBy(() -> read("--signing-key-secret=A"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--signing-key-secret: 'A' cannot be the name of a Secret.");
  }

  @Test
  void theLevelOfTheLogIsOneThatThereIs() {
    assertThat(read().logLevel()).isEqualTo("INFO");
    assertThat(read("--log-level=debug").logLevel()).isEqualTo("DEBUG");
    assertThatThrownBy(() -> read("--log-level=loud"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--log-level: 'loud' is no level: use one of ERROR, WARN, INFO, DEBUG, TRACE.");
  }

  private static Configuration read(String... arguments) {
    var line = new CommandLine(Options.class);
    line.parseArgs(arguments);
    return Configuration.of(line.getCommand());
  }
}
