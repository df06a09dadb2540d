package io.clientgrant.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** The level of the log of this process, which can be changed while it runs. */
final class LogLevel {
  /** From the most silent one to the most talkative. */
  static final List<String> ALL = List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  private LogLevel() {}

  /** The level now. */
  static String get() {
    return String.valueOf(root().getLevel());
  }

  /**
   * Sets the level, for everything but what has a level of its own.
   *
   * @param name one of {@link #ALL}, in capitals or not
   * @throws IllegalArgumentException if it is none; the message says so
   */
  static void set(String name) {
    root().setLevel(Level.toLevel(checked(name)));
  }

  /** The name of a level, in capitals; fails as {@link #set} does. */
  static String checked(String name) {
    var level = name.strip().toUpperCase(Locale.ROOT);
    if (!ALL.contains(level)) {
      throw new IllegalArgumentException(
          "'%s' is no level: use one of %s.".formatted(name.strip(), String.join(", ", ALL)));
    }
    return level;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }
}
