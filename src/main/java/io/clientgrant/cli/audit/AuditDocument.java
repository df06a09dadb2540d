package io.clientgrant.cli.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule;
import io.clientgrant.inventory.audit.Rule.Result.Checked;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import java.util.Collection;

/** An audit as one document, for programs that know nothing of SARIF. */
public final class AuditDocument {
  private AuditDocument() {}

  /** The document. */
  public static ObjectNode of(AuditReport report) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("domain", report.domain());
    document.put("time", report.at().toString());
    document.put("grants", report.inventory().grants().size());
    findings(document.putArray("findings"), report.findings().open());
    findings(document.putArray("accepted"), report.findings().accepted());
    var passed = document.putArray("passed");
    var unchecked = document.putArray("notChecked");
    for (var result : report.results()) {
      switch (result) {
        case Checked(var rule, var findings) -> {
          if (findings.isEmpty()) {
            passed.add(rule.id());
          }
        }
        case Unchecked(var rule, var reason) -> {
          var one = unchecked.addObject();
          rule(one, rule);
          one.put("reason", reason);
          strings(one.putArray("scopes"), rule.scopes());
        }
      }
    }
    return document;
  }

  private static void findings(ArrayNode array, Collection<Finding> findings) {
    for (var finding : findings) {
      var one = array.addObject();
      rule(one, finding.rule());
      one.put("severity", finding.severity().toString());
      one.put("where", AuditReport.label(finding));
      one.put("message", finding.message());
      one.put("why", finding.rule().why());
      one.put("whatToDo", finding.rule().remedy());
      one.put("subject", finding.subject());
      strings(one.putArray("details"), finding.details());
      strings(one.putArray("grants"), AuditReport.ids(finding));
    }
  }

  private static void rule(ObjectNode node, Rule rule) {
    node.put("rule", rule.id());
    node.put("severity", rule.severity().toString());
    node.put("title", rule.title());
  }

  static void strings(ArrayNode array, Collection<String> texts) {
    texts.forEach(array::add);
  }
}
