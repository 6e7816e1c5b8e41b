package org.offhook.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;

/** From a telephone number to SIP URIs: ENUM, RFC 6116; and the NAPTR records of any domain. */
public final class NumberLookUp {

  /** Where numbers are delegated (RFC 6116 §3.1). */
  public static final String PUBLIC_TREE = "e164.arpa";

  private static final int MOST_DIGITS = 15;
  private static final int MOST_RULES = 5;

  private final NextHopLocator locator;

  /** Asks the locator's name servers. */
  public NumberLookUp(NextHopLocator locator) {
    this.locator = locator;
  }

  /**
   * What was found.
   *
   * @param found in the order of liking; empty if there is nothing
   * @param reason for people: why there is nothing
   * @param steps how it was found
   */
  public record Result<T>(List<T> found, String reason, List<LookUpStep> steps) {

    /** Keeps copies. */
    public Result {
      found = List.copyOf(found);
      steps = List.copyOf(steps);
    }
  }

  /**
   * The domain of a number (RFC 6116 §3.2): its digits backwards.
   *
   * @param number with {@code +} and country code; spaces, dots, hyphens and parentheses may stand
   *     between the digits
   * @throws IllegalArgumentException if it is no such number
   */
  public static String domain(String number, String tree) {
    var digits = digits(number);
    var domain = new StringBuilder();
    for (int i = digits.length() - 1; i >= 0; i--) {
      domain.append(digits.charAt(i)).append('.');
    }
    return domain.append(Names.key(tree)).toString();
  }

  /** Fails as {@link #domain} does. */
  public static void checked(String number, String tree) {
    if (!DnsMessages.isName(domain(number, tree))) {
      throw new IllegalArgumentException("'" + tree + "' is no domain: use one such as e164.arpa");
    }
  }

  private static String digits(String number) {
    var bare = number.replaceAll("[ .()-]", "");
    if (!bare.matches("\\+[0-9]{1," + MOST_DIGITS + "}")) {
      throw new IllegalArgumentException(
          "'" + number + "' is no number to look up: write it as +44 20 7946 0000");
    }
    return bare.substring(1);
  }

  /**
   * Looks a number up.
   *
   * @param number see {@link #domain}
   * @param tree the domain below which the numbers are, mostly {@link #PUBLIC_TREE}
   */
  public void find(String number, String tree, Consumer<Result<SipUri>> answer) {
    var domain = domain(number, tree);
    locator.ready(() -> new Search("+" + digits(number), answer).ask(domain));
  }

  /** Asks for the NAPTR records of a domain: in the order in which they are to be used. */
  public void records(String domain, Consumer<Result<NaptrRecord>> answer) {
    locator.ready(
        () ->
            locator
                .client()
                .ask(
                    new DnsQuestion(domain, RecordType.NAPTR),
                    reply -> answer.accept(result(reply))));
  }

  private static Result<NaptrRecord> result(DnsReply reply) {
    var records = reply.records(NaptrRecord.class).stream().sorted(NaptrRecord.RANK).toList();
    return new Result<>(
        records, records.isEmpty() ? reply.answer().toString() : "found", reply.steps());
  }

  /** One number on its way; rules that lead to further rules are followed (RFC 6116 §3.3). */
  private final class Search {

    private final String number;
    private final Consumer<Result<SipUri>> answer;
    private final List<LookUpStep> steps = new ArrayList<>();
    private int rules;

    Search(String number, Consumer<Result<SipUri>> answer) {
      this.number = number;
      this.answer = answer;
    }

    void ask(String domain) {
      locator.client().ask(new DnsQuestion(domain, RecordType.NAPTR), this::told);
    }

    private void told(DnsReply reply) {
      steps.addAll(reply.steps());
      var records = reply.records(NaptrRecord.class).stream().sorted(NaptrRecord.RANK).toList();
      var uris = new ArrayList<SipUri>();
      int tried = 0;
      for (var record : records) {
        if (record.hasFlag("u") && isSip(record.service()) && tried++ < NaptrRule.MOST_IN_ANSWER) {
          add(uris, NaptrRule.apply(record.regexp(), number));
        }
      }
      var further = uris.isEmpty() ? NaptrChoice.further(records) : null;
      if (further != null && rules++ < MOST_RULES) {
        ask(further);
        return;
      }
      answer.accept(
          new Result<>(
              uris,
              uris.isEmpty()
                  ? number
                      + " has no SIP URI: "
                      + (records.isEmpty() ? reply.answer().toString() : "no rule leads to one")
                  : "found",
              steps));
    }

    private void add(List<SipUri> uris, @Nullable String text) {
      if (text != null) {
        try {
          uris.add(SipUri.parse(text));
        } catch (IllegalArgumentException e) {
          steps.add(
              new LookUpStep("rule for " + number, "record", "no URI: " + text, Duration.ZERO));
        }
      }
    }

    /** RFC 6116 §3.4.3, and the order of RFC 2916 that some zones still have. */
    private static boolean isSip(String service) {
      var parts = List.of(service.toLowerCase(Locale.ROOT).split("\\+", -1));
      return parts.contains("e2u")
          && parts.stream().anyMatch(part -> part.equals("sip") || part.startsWith("sip:"));
    }
  }
}
