package org.offhook.dns;

import java.time.Duration;

/**
 * One step on the way from a URI to its servers: what was asked, who answered, and what. A list of
 * them explains where a request went, or why it went nowhere.
 *
 * <pre>{@code
 * endpoint.dns().locate("sip:example.com").await().steps().forEach(System.out::println);
 * }</pre>
 *
 * @param question such as {@code NAPTR example.com}
 * @param source who was asked: a name server such as {@code 192.0.2.53:53}, {@code cache}, {@code
 *     hosts file}, {@code override}, {@code system}
 * @param answer the records in the form of a zone file, or why there are none
 * @param took how long it took
 */
public record LookUpStep(String question, String source, String answer, Duration took) {

  /** One line for people. */
  @Override
  public String toString() {
    return question + " -> " + answer + " (" + source + ", " + took.toMillis() + " ms)";
  }
}
