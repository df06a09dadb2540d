package io.clientgrant.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stream that every process has. */
enum StandardStream {
  OUT(1),
  ERR(2);

  private final int descriptor;

  StandardStream(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Whether a person reads it. Java only tells whether all of the streams are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // it is null without the module jdk.internal.le
  boolean isTerminal() {
    var link = Path.of("/proc/self/fd/" + descriptor);
    try {
      return Files.readSymbolicLink(link).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException | UnsupportedOperationException e) { // not on Linux
      var console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
