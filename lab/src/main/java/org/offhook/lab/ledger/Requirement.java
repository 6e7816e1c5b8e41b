package org.offhook.lab.ledger;

/**
 * One row of docs/rfc-requirements.md.
 *
 * @param id such as {@code TX-07}
 * @param text the rule itself
 * @param owner {@code now}, or the part that brings it
 */
record Requirement(String id, String text, String owner) {

  String group() {
    return id.replaceFirst("-.*", "");
  }

  boolean isDue() {
    return owner.equals("now");
  }
}
