package io.clientgrant.launch;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.KeyValuePair;

/**
 * What a command logs, in one line: the message and what was added to it, without a stack trace.
 * logback's own patterns would do, but take 120 classes that no AOT cache of the operator has.
 */
final class CommandLogLayout extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    var added = Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of());
    return Stream.concat(
            Stream.of("clientgrant-operator: " + event.getFormattedMessage()),
            added.stream().map(pair -> pair.key + "=" + pair.value))
        .collect(Collectors.joining(" ", "", System.lineSeparator()));
  }
}
