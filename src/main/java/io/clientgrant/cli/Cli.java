package io.clientgrant.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.cli.audit.AuditCommand;
import io.clientgrant.cli.check.CheckCommand;
import io.clientgrant.cli.command.ExportCommand;
import io.clientgrant.cli.command.GetCommand;
import io.clientgrant.cli.command.ListCommand;
import io.clientgrant.cli.command.MatrixCommand;
import io.clientgrant.cli.command.PlanCommand;
import io.clientgrant.cli.command.TraceCommand;
import io.clientgrant.cli.command.WhoCanCommand;
import io.clientgrant.cli.log.DeniedCommand;
import io.clientgrant.cli.log.UsageCommand;
import io.clientgrant.cli.log.WhoChangedCommand;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.output.Terminal.OutputClosed;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.controller.status.ReadyState;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a command, and turns whatever stops it into a sentence and an exit status. */
public final class Cli {
  /** It did what it was asked for. */
  public static final int DONE = 0;

  /** It could not, and has said why. */
  public static final int FAILED = 1;

  /** It did, and found what a program that runs it should know of. */
  public static final int FOUND = 2;

  /** Nobody read its output to the end; the status of a program that SIGPIPE ends. */
  public static final int OUTPUT_CLOSED = 141;

  private static final int FORBIDDEN = 403;

  private final Surroundings surroundings;

  public Cli(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "clientgrant-operator",
      description = {
        "Shows the client grants of an Auth0 tenant, and what the operator would do about them.",
        "%nWithout a command, this program is the operator: see clientgrant-operator --help."
      },
      footerHeading = "%nExit status:%n",
      footer = {
        "    0   it has done what it was asked for",
        "%n    1   it could not, and says why",
        "%n    2   plan: something would change; audit: something was found that --fail-on is about;"
            + " check: something differs",
        "%n  141   nobody has read its output to the end"
      },
      subcommands = CommandLine.HelpCommand.class,
      synopsisSubcommandLabel = "COMMAND")
  private static final class Program {}

  /** The commands by their names. Only the one that runs is made, since that takes time. */
  private static Map<String, Function<Surroundings, Object>> commands() {
    var commands = new LinkedHashMap<String, Function<Surroundings, Object>>();
    commands.put("list", ListCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("who-can", WhoCanCommand::new);
    commands.put("matrix", MatrixCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("plan", PlanCommand::new);
    commands.put("trace", TraceCommand::new);
    commands.put("usage", UsageCommand::new);
    commands.put("denied", DeniedCommand::new);
    commands.put("who-changed", WhoChangedCommand::new);
    commands.put("audit", AuditCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("completion", _ -> new CompletionCommand());
    return commands;
  }

  /** Runs a command; returns the exit status. */
  public int run(String... arguments) {
    var line = commandLine(arguments);
    line.setOut(new PrintWriter(terminal().out(), true, UTF_8));
    line.setErr(new PrintWriter(terminal().err(), true, UTF_8));
    line.setParameterExceptionHandler((e, _) -> misused(e));
    line.setExecutionExceptionHandler((e, _, _) -> stopped(e));
    try {
      return line.execute(arguments);
    } finally {
      terminal().out().flush();
      terminal().err().flush();
    }
  }

  private CommandLine commandLine(String... arguments) {
    var line = new CommandLine(new Program()).setCaseInsensitiveEnumValuesAllowed(true);
    var commands = commands();
    var wanted = arguments.length == 0 ? "" : arguments[0];
    if (commands.containsKey(wanted) && !wanted.equals("completion")) {
      commands.keySet().retainAll(Set.of(wanted));
    }
    commands.forEach((name, make) -> {
      var command = new CommandLine(make.apply(surroundings));
      command.getCommandSpec().addOption(help());
      line.addSubcommand(name, command);
    });
    return line.setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build();
  }

  private int misused(ParameterException e) {
    var suggestions =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    terminal()
        .tell(
            Objects.requireNonNullElse(e.getMessage(), "It was called in a wrong way.")
                + (suggestions.isEmpty()
                    ? ""
                    : ". Did you mean %s?".formatted(suggestions.getFirst())));
    terminal()
        .tell(
            "See %s --help for what it takes."
                .formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
    return FAILED;
  }

  private int stopped(Exception e) throws Exception {
    return switch (e) {
      case OutputClosed _ -> OUTPUT_CLOSED;
      case CommandFailure failure -> failed(failure.sentence());
      case TenantException failure -> failed(sentence(failure));
      case KubernetesClientException failure -> failed(sentence(failure));
      default -> throw e;
    };
  }

  private int failed(String sentence) {
    terminal().tell(sentence);
    return FAILED;
  }

  private static String sentence(TenantException e) {
    return e.failure() instanceof Unauthorized(var message)
        ? "%s Correct the credential, or the application at Auth0."
            .formatted(message.endsWith(".") ? message : message + ".")
        : ReadyState.disconnected(e.failure()).message();
  }

  private static String sentence(KubernetesClientException e) {
    return e.getCode() == FORBIDDEN
        ? "The Kubernetes API refuses this: %s".formatted(e.getStatus().getMessage())
        : e.getCode() > 0
            ? "The Kubernetes API answered with HTTP status %d.".formatted(e.getCode())
            : "The Kubernetes API does not answer. Check the current kubeconfig (KUBECONFIG), or"
                + " name a tenant with --domain and --credentials.";
  }

  private Terminal terminal() {
    return surroundings.terminal();
  }
}
