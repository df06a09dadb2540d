package io.clientgrant.cli.command;

import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.output.OutputOptions;
import io.clientgrant.cli.output.Printer;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.InventoryReader;
import io.clientgrant.cli.source.Progress;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.cli.source.TenantOptions;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Gap;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.Inventory;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;

/** A command about one tenant. */
public abstract class TenantCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private TenantOptions tenant = new TenantOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  protected TenantCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The formats in which it prints. */
  protected Set<Format> formats() {
    return Format.LISTS;
  }

  /**
   * Does what it is for.
   *
   * @return the exit status
   */
  protected abstract int run(Source source);

  @Override
  public final Integer call() {
    if (!formats().contains(output.format())) {
      throw new CommandFailure(
          "This command does not print %s. It prints: %s."
              .formatted(
                  output.format(),
                  formats().stream()
                      .sorted()
                      .map(Format::toString)
                      .collect(Collectors.joining(", "))));
    }
    var progress =
        new Progress(
            surroundings.terminal(),
            surroundings.isWatched(),
            output.isQuiet(),
            surroundings.clock());
    try (var source = tenant.connect(surroundings, progress)) {
      return run(source);
    } finally {
      progress.clear();
    }
  }

  /** What it needs of the process. */
  protected final Surroundings surroundings() {
    return surroundings;
  }

  /** How it prints. */
  protected final OutputOptions output() {
    return output;
  }

  /** Where it prints. */
  protected final Terminal terminal() {
    return output.of(surroundings.terminal());
  }

  /** Prints things of a kind, as the options want it. */
  protected final <T> Printer<T> printer(View<T> view) {
    return output.printer(view, surroundings.terminal());
  }

  /**
   * Reads what is to be known beside the grants, and tells what could not be read.
   *
   * @param filter which grants are asked for
   * @throws CommandFailure if that takes the ClientGrants of a cluster, and they are not known
   */
  protected static Directory directory(Source source, Set<Part> parts, GrantFilterOptions filter) {
    var directory = new InventoryReader(source).directory(parts);
    if (filter.needsCluster()) {
      requireCluster(directory);
    }
    tellGaps(directory, source.progress());
    return directory;
  }

  /** The same, with the grants that are asked for. */
  protected static Inventory inventory(Source source, Set<Part> parts, GrantFilterOptions filter) {
    return new InventoryReader(source).inventory(directory(source, parts, filter), filter.filter());
  }

  /** Tells what could not be read; it is missing from the results. */
  protected static void tellGaps(Directory directory, Progress progress) {
    directory.gaps().stream().map(Gap::message).forEach(progress::tell);
  }

  /** Makes sure that it is known which ClientGrants declare the grants. */
  protected static void requireCluster(Directory directory) {
    if (!directory.hasCluster()) {
      throw new CommandFailure(
          directory
              .gap(Part.CLIENT_GRANTS)
              .map(Gap::message)
              .orElse(
                  "Without a cluster nobody knows which ClientGrants declare a grant. Add"
                      + " --cluster, or use --tenant."));
    }
  }
}
