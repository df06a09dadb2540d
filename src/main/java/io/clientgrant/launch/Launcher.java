package io.clientgrant.launch;

import io.clientgrant.operator.Main;

/**
 * Where the program begins: the operator, unless a command is named. It is a class of its own, so
 * that neither of the two waits for what only the other needs.
 */
public final class Launcher {
  private Launcher() {}

  /** Runs the operator as {@link Main#main} does, or a command to its end. */
  public static void main(String[] arguments) {
    if (arguments.length == 0 || arguments[0].startsWith("-")) {
      if (StandardStream.OUT.isTerminal()) {
        Logging.Style.TEXT.choose();
      }
      Main.main(arguments);
    } else {
      CommandMain.main(arguments);
    }
  }
}
