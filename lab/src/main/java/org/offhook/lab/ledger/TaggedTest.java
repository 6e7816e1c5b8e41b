package org.offhook.lab.ledger;

import java.util.List;

/**
 * A test method that names rows.
 *
 * @param className as the class file has it, nested classes with {@code $}
 * @param method its name
 * @param ids the rows
 * @param disabled whether it or a class around it carries a {@code Disabled} annotation
 * @param runnable whether it carries an annotation that makes it a test
 */
record TaggedTest(
    String className, String method, List<String> ids, boolean disabled, boolean runnable) {

  /** For people: simple class name and method. */
  String label() {
    return className.replaceFirst(".*\\.", "").replace('$', '.') + "." + method;
  }
}
