package io.clientgrant.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes the commands in bash and zsh. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options in bash and zsh.",
      "%n    source <(clientgrant-operator completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "clientgrant-operator",
      description = "What the program is called on this machine. Default: ${DEFAULT-VALUE}.")
  private String name = "";

  @Override
  public Integer call() {
    var line = spec.commandLine();
    line.getOut().print(AutoComplete.bash(name, line.getParent()));
    line.getOut().flush();
    return Cli.DONE;
  }
}
