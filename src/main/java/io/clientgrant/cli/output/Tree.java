package io.clientgrant.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with others below it.
 *
 * @param style how it stands out
 * @param text the text
 * @param below the others
 */
public record Tree(Style style, String text, List<Tree> below) {
  /** Copies, so that it never changes. */
  public Tree {
    below = List.copyOf(below);
  }

  /** A text with others below it. */
  public static Tree of(Style style, String text, Tree... below) {
    return new Tree(style, text, List.of(below));
  }

  /** The same with one more below. */
  public Tree with(Tree one) {
    var more = new ArrayList<>(below);
    more.add(one);
    return new Tree(style, text, more);
  }

  /** Prints it. */
  public void print(Terminal terminal) {
    terminal.styled(style, text);
    printBelow(terminal, "");
    terminal.flush();
  }

  private void printBelow(Terminal terminal, String indent) {
    for (var index = 0; index < below.size(); index++) {
      var child = below.get(index);
      var isLast = index == below.size() - 1;
      terminal.styled(child.style, indent + (isLast ? "└─ " : "├─ ") + child.text);
      child.printBelow(terminal, indent + (isLast ? "   " : "│  "));
    }
  }
}
