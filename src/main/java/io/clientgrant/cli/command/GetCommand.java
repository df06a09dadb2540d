package io.clientgrant.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.cli.output.Documents;
import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.InventoryReader;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.ListedGrant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one grant. */
@Command(
    name = "get",
    description = {
      "Shows all that is known of one grant, with the organizations that may use it.",
      "%nIt is named by its id, or by what is unique about it: the client, the API, and the subject"
          + " type if that is not client."
    })
public final class GetCommand extends TenantCommand {
  private static final String DEFAULT_FOR = "default-for:";

  @Parameters(
      index = "0",
      paramLabel = "ID|CLIENT_ID",
      description =
          "The id of the grant, or that of the client; for a default grant, default-for:KIND.")
  private String first = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "AUDIENCE",
      defaultValue = "",
      description = "The API.")
  private String audience = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "SUBJECT_TYPE",
      defaultValue = GrantKey.DEFAULT_SUBJECT_TYPE,
      description = "Default: ${DEFAULT-VALUE}.")
  private String subjectType = GrantKey.DEFAULT_SUBJECT_TYPE;

  public GetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** A grant, and the organizations that may use it. */
  private record Details(ListedGrant listed, List<Organization> organizations) {}

  @Override
  protected int run(Source source) {
    var grant =
        find(source)
            .orElseThrow(() ->
                new CommandFailure("The tenant %s has no such grant.".formatted(source.domain())));
    var details = new Details(describe(grant, source), organizations(grant, source));
    if (output().format() == Format.TABLE || output().format() == Format.WIDE) {
      terminal().out().print(Documents.yaml(document(details)));
      terminal().flush();
    } else {
      var view = GrantView.list(source.cluster() != null);
      var printer =
          printer(
              new View<Details>(
                  view.columns().stream()
                      .map(column -> column.<Details>on(Details::listed))
                      .toList(),
                  one -> view.name().apply(one.listed),
                  GetCommand::document));
      printer.print(details);
      printer.end();
    }
    return 0;
  }

  private Optional<Grant> find(Source source) {
    if (audience.isEmpty()) {
      return GrantId.parse(first).flatMap(source.reader()::grant);
    }
    var grantee =
        first.startsWith(DEFAULT_FOR)
            ? new Grantee.DefaultFor(first.substring(DEFAULT_FOR.length()))
            : new Grantee.Client(first);
    return source.reader().grant(new GrantKey(source.domain(), grantee, audience, subjectType));
  }

  /** One client is looked up by itself, which is one call. */
  private static ListedGrant describe(Grant grant, Source source) {
    var directory = new InventoryReader(source).directory(EnumSet.of(Part.CLIENT_GRANTS));
    tellGaps(directory, source.progress());
    if (!(grant.key().grantee() instanceof Grantee.Client(var id))) {
      return directory.describe(grant);
    }
    var client = readable(() -> source.reader().client(id)).flatMap(found -> found);
    return new Directory(
            directory.domain(),
            client.map(found -> Map.of(id, found)).orElse(Map.of()),
            directory.apis(),
            directory.declarations(),
            directory.hasCluster(),
            directory.gaps())
        .describe(grant);
  }

  private static List<Organization> organizations(Grant grant, Source source) {
    if (grant.deniesOrganizations()) {
      return List.of();
    }
    var all = new ArrayList<Organization>();
    var _ =
        readable(() -> {
          source.reader().organizations(grant.id()).forEachRemaining(all::addAll);
          return all;
        });
    return all;
  }

  /** What a call finds; empty if the credential may not make it. */
  private static <T> Optional<T> readable(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (TenantException e) {
      if (e.failure() instanceof MissingScopes || e.failure() instanceof Forbidden) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ObjectNode document(Details details) {
    var document = (ObjectNode) GrantView.document(details.listed);
    if (!details.organizations.isEmpty()) {
      var all = document.putArray("organizations");
      details.organizations.forEach(organization ->
          all.addObject().put("id", organization.id()).put("name", organization.name()));
    }
    return document;
  }
}
