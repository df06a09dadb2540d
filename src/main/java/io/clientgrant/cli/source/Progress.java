package io.clientgrant.cli.source;

import io.clientgrant.auth0.Waiting;
import io.clientgrant.cli.output.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells on standard error how far a long reading is: on a terminal in one line that is written
 * over, elsewhere in a line every ten seconds. It is silent for the first three seconds.
 */
public final class Progress implements Waiting {
  private static final Duration SILENCE = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(200);
  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
  private final boolean isWatched;
  private final boolean isQuiet;
  private final InstantSource clock;
  private Instant next;
  private boolean isShown;

  /**
   * @param isWatched whether standard error is a terminal
   * @param isQuiet whether to tell nothing
   */
  public Progress(Terminal terminal, boolean isWatched, boolean isQuiet, InstantSource clock) {
    this.terminal = terminal;
    this.isWatched = isWatched;
    this.isQuiet = isQuiet;
    this.clock = clock;
    this.next = clock.instant().plus(SILENCE);
  }

  /** Tells how much was read. */
  public void read(int count, String noun) {
    show("read %,d %s".formatted(count, noun));
  }

  /** Tells something that a person should know beside the results, unless they want quiet. */
  public void tell(String sentence) {
    clear();
    if (!isQuiet) {
      terminal.tell(sentence);
    }
  }

  /** Takes the line away that is written over, before something else is printed. */
  public void clear() {
    if (isShown) {
      terminal.err().print(CLEAR);
      terminal.err().flush();
      isShown = false;
    }
  }

  @Override
  public void pause(Duration duration, String reason) {
    if (duration.compareTo(Duration.ofSeconds(1)) > 0) {
      var clause = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
      show("%s; waiting %d s".formatted(clause, duration.toSeconds()));
    }
    try {
      Thread.sleep(duration.isNegative() ? Duration.ZERO : duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("It was interrupted.");
    }
  }

  private void show(String text) {
    var now = clock.instant();
    if (isQuiet || now.isBefore(next)) {
      return;
    }
    next = now.plus(isWatched ? BETWEEN_CHANGES : BETWEEN_LINES);
    if (isWatched) {
      terminal.err().print(CLEAR + text + "…");
      terminal.err().flush();
      isShown = true;
    } else {
      terminal.tell(text);
    }
  }
}
