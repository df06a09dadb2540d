package io.clientgrant.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** A line of the log for programs and for people, by the configuration that is shipped. */
class LogFormatTest {
  @AutoClose("stop")
  private final LoggerContext context = new LoggerContext();

  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private Logging.Style style = Logging.Style.JSON;

  LogFormatTest() {
    context.setMDCAdapter(mdc);
    mdc.put("resource.name", "invoices");
  }

  @Test
  void programsGetALineOfJson() throws Exception {
    var line = new JsonMapper().readTree(line(Logger.ROOT_LOGGER_NAME, "Updated.", "PATCH"));

    assertThat(line.path("message").asText()).isEqualTo("Updated.");
    assertThat(line.path("level").asText()).isEqualTo("INFO");
    assertThat(line.path("call").asText()).isEqualTo("PATCH");
    assertThat(line.path("resource.name").asText()).isEqualTo("invoices");
  }

  @Test
  void peopleGetTheSameFieldsAsText() throws Exception {
    style = Logging.Style.TEXT;

    for (var logger : new String[] {Logger.ROOT_LOGGER_NAME, "audit-trail"}) {
      assertThat(line(logger, "Updated.", "PATCH"))
          .matches(
              "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Updated\\.  call=PATCH resource\\.name=invoices"
                  + " \\(%s\\)\n(?s:java.lang.IllegalStateException.*\n)".formatted(logger));
    }
  }

  /** What a tenant has said may be in a message and in each field. */
  @Test
  void noTextCanSteerTheTerminalOrLookLikeAnotherLine() throws Exception {
    style = Logging.Style.TEXT;

    assertThat(line(Logger.ROOT_LOGGER_NAME, "a\r\n12:00:00 INFO b\u001b[2J", "\u0007\n\u009bc"))
        .contains(
            "INFO  a 12:00:00 INFO b [2J  call= c",
            "\njava.lang.IllegalStateException:  [2J\n\tat ")
        .doesNotContain("\u001b", "\r", "\u0007", "\u009b");
  }

  private String line(String logger, String message, String call) {
    context.reset();
    new Logging(style).set(context);
    var event =
        new LoggingEvent(
            Logger.class.getName(), context.getLogger(logger), Level.INFO, message, null, null);
    event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("\u001b[2J")));
    event.addKeyValuePair(new KeyValuePair("call", call));
    return new String(appender(logger).getEncoder().encode(event), UTF_8);
  }

  private ConsoleAppender<ILoggingEvent> appender(String logger) {
    Iterable<ch.qos.logback.core.Appender<ILoggingEvent>> all =
        () -> context.getLogger(logger).iteratorForAppenders();
    return StreamSupport.stream(all.spliterator(), false)
        .map(one -> (ConsoleAppender<ILoggingEvent>) one)
        .findFirst()
        .orElseThrow();
  }
}
