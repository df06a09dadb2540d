package io.clientgrant.cli.check;

/**
 * What came of a rule.
 *
 * @param seen what the tenant did, or why that could not be seen
 */
record Outcome(Rule rule, Verdict verdict, String seen) {}
