package io.clientgrant.launch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class CommandLogLayoutTest {
  private final Logger logger = new LoggerContext().getLogger("some.Name");
  private final CommandLogLayout layout = new CommandLogLayout();

  @Test
  void aLineHasTheMessageAndWhatWasAddedToItButNoStackTrace() {
    var event = event("{} is full", "disk");
    assertThat(layout.doLayout(event)).isEqualTo("clientgrant-operator: disk is full\n");

    event.setKeyValuePairs(List.of(new KeyValuePair("path", "/"), new KeyValuePair("used", 99)));
    assertThat(layout.doLayout(event))
        .isEqualTo("clientgrant-operator: disk is full path=/ used=99\n");
  }

  private LoggingEvent event(String message, Object... arguments) {
    return new LoggingEvent(
        "", logger, Level.WARN, message, new IllegalStateException("told elsewhere"), arguments);
  }
}
