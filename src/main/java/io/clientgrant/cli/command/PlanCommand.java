package io.clientgrant.cli.command;

import io.clientgrant.cli.manifest.ManifestReader;
import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.plan.PlanMaker;
import io.clientgrant.cli.plan.PlanMarkdown;
import io.clientgrant.cli.plan.PlanReport;
import io.clientgrant.cli.plan.PlanText;
import io.clientgrant.cli.plan.PlanView;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what applying manifests would do. */
@Command(
    name = "plan",
    description = {
      "Says what the operator would do at the tenant if manifests were applied.",
      "%nIt decides by the operator's own rules, and writes nothing. The exit status is 0 if there"
          + " is nothing to do, 2 if something would change, and 1 if something would be refused,"
          + " or cannot be planned."
    })
public final class PlanCommand extends TenantCommand {
  private static final int CHANGES = 2;
  private static final int REFUSED = 1;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIRECTORY|-",
      required = true,
      description =
          "The manifests; a directory with all below it; - for standard input. Can be repeated.")
  private List<String> files = List.of();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description =
          "The namespace of manifests that name none. Default: that of the Auth0Tenant, or else"
              + " default.")
  private String namespace = "";

  @Option(
      names = "--prune",
      description =
          "Plan as if what is in the same namespaces, and in no manifest, were deleted, as Argo CD"
              + " does.")
  private boolean isPruned;

  @Option(
      names = "--quota",
      paramLabel = "NUMBER",
      description = "How many grants the tenant may have by its subscription, which no API tells.")
  private int quota;

  public PlanCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var reader = new ManifestReader(defaultNamespace(source));
    for (var file : files) {
      if (file.equals("-")) {
        reader.read(surroundings().in(), "standard input");
      } else {
        reader.read(Path.of(file));
      }
    }
    var manifests = reader.all();
    if (manifests.resources().findAny().isEmpty() && !isPruned) {
      throw new CommandFailure(
          "There is no ClientGrant and no OrganizationClientGrant in %s."
              .formatted(String.join(", ", files)));
    }
    var report = new PlanMaker(source, surroundings().clock()).plan(manifests, isPruned, quota);
    print(report, source);
    return report.isRefused() ? REFUSED : report.changesSomething() ? CHANGES : 0;
  }

  private void print(PlanReport report, Source source) {
    if (output().format() != Format.MARKDOWN) {
      report.notes().forEach(source.progress()::tell);
    }
    switch (output().format()) {
      case TABLE -> new PlanText(terminal()).print(report);
      case MARKDOWN -> PlanMarkdown.print(report, terminal());
      default -> {
        var printer = printer(PlanView.view());
        report.changes().forEach(printer::print);
        printer.end();
      }
    }
  }

  private String defaultNamespace(Source source) {
    var resource = source.resource();
    return !namespace.isEmpty()
        ? namespace
        : resource == null ? "default" : resource.getMetadata().getNamespace();
  }
}
