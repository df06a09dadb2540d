package io.clientgrant.cli.command;

import io.clientgrant.cli.manifest.Manifest;
import io.clientgrant.cli.manifest.ManifestFiles;
import io.clientgrant.cli.manifest.Manifests;
import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.source.AssociationsReader;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.InventoryReader;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.GrantFilter;
import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.Standing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes manifests for grants. */
@Command(
    name = "export",
    description = {
      "Writes manifests that adopt grants as they are, without a write to the tenant.",
      "%nIt exports the grants that no ClientGrant declares, unless a filter says which. Grants"
          + " that Auth0 made for itself, and those of the operator's own client, are left out:"
          + " nobody can manage them. The name of a manifest is made of the grant's own client, API"
          + " and subject type, so that no other grant ever changes it."
    })
public final class ExportCommand extends TenantCommand {
  @Mixin private GrantFilterOptions filter = new GrantFilterOptions();

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIRECTORY",
      description =
          "Write a file for each manifest, and leave other files alone. Default: one stream to"
              + " standard output.")
  private @Nullable Path directory;

  @Option(
      names = "--to-namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "The namespace of the manifests. Default: that of kubectl, when they are applied.")
  private String namespace = "";

  @Option(
      names = "--tenant-ref",
      paramLabel = "[NAMESPACE/]NAME",
      description =
          "The Auth0Tenant that the manifests name. Default: that of --tenant, or else default.")
  private @Nullable String tenantRef;

  @Option(
      names = "--no-organizations",
      description =
          "Leave out which organizations may use the grants, and save a call for each grant that"
              + " some may use.")
  private boolean withoutOrganizations;

  public ExportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var directory = directory(source, EnumSet.of(Part.CLIENT_NAMES, Part.CLIENT_GRANTS), filter);
    if (!directory.hasCluster()) {
      source
          .progress()
          .tell(
              "Without a cluster nobody knows which grants are declared already: all are"
                  + " exported.");
    }
    var wanted = filter.filter();
    var grants = new ArrayList<ListedGrant>();
    new InventoryReader(source)
        .forEachPage(
            directory,
            wanted.standings().isEmpty() ? unmanaged(wanted) : wanted,
            page ->
                page.stream().filter(listed -> mayBeManaged(listed, source)).forEach(grants::add));
    var manifests = manifests(new Inventory(directory, grants), source);
    write(manifests, source);
    return 0;
  }

  private static GrantFilter unmanaged(GrantFilter filter) {
    return filter.of(Set.of(Standing.UNMANAGED, Standing.UNKNOWN));
  }

  private static boolean mayBeManaged(ListedGrant listed, Source source) {
    return !listed.grant().system()
        && listed.clientId().filter(source.connection().credential().clientId()::equals).isEmpty();
  }

  private List<Manifest> manifests(Inventory inventory, Source source) {
    var made = maker(source);
    var associations = new AssociationsReader(source);
    var all = new ArrayList<Manifest>();
    for (var listed : inventory.grants()) {
      all.add(made.clientGrant(listed));
      if (!withoutOrganizations) {
        associations.of(listed).stream()
            .map(organization -> made.association(listed, organization))
            .forEach(all::add);
      }
    }
    if (associations.isRefused()) {
      source
          .progress()
          .tell(
              "The credential may not read which organizations use a grant: it lacks"
                  + " read:organization_client_grants. They are left out.");
    }
    all.sort(Comparator.comparing(Manifest::kind).thenComparing(Manifest::name));
    return all;
  }

  private void write(List<Manifest> manifests, Source source) {
    if (directory != null) {
      var files = new ManifestFiles(directory);
      manifests.forEach(files::write);
      source.progress().tell(files.summary());
      return;
    }
    var out = terminal().out();
    if (output().format() == Format.NAME) {
      manifests.forEach(manifest -> out.print(manifest.name() + "\n"));
    } else if (output().format() == Format.TABLE || output().format() == Format.YAML) {
      manifests.forEach(manifest -> out.print("---\n" + manifest.yaml()));
    } else {
      throw new CommandFailure("Manifests are YAML. Leave out -o, or say -o yaml or -o name.");
    }
    terminal().flush();
    if (manifests.isEmpty()) {
      source.progress().tell("There is no such grant to export.");
    }
  }

  private Manifests maker(Source source) {
    var resource = source.resource();
    var ref =
        tenantRef != null
            ? tenantRef
            : resource == null
                ? "default"
                : resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
    var slash = ref.indexOf('/');
    var home = slash < 0 ? "" : ref.substring(0, slash);
    var isElsewhere = tenantRef != null || !namespace.isEmpty();
    return new Manifests(
        namespace, ref.substring(slash + 1), isElsewhere && !home.equals(namespace) ? home : "");
  }
}
