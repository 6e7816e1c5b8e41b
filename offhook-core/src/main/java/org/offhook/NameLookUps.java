package org.offhook;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.offhook.dns.DnsSettings;
import org.offhook.dns.Located;
import org.offhook.dns.NaptrRecord;
import org.offhook.dns.NextHop;
import org.offhook.dns.NumberLookUp;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * The name servers of an endpoint (RFC 3263, RFC 6116): what it uses itself to find servers, for
 * the application too. Any thread; nothing blocks.
 *
 * <pre>{@code
 * endpoint.dns().override("proxy.example.com", "192.0.2.7");
 * var uri = endpoint.dns().enumLookUp("+1 555 0100").awaitOk().found().getFirst();
 * endpoint.dns().locate("sip:example.com").await().steps().forEach(System.out::println);
 * }</pre>
 */
public final class NameLookUps {

  private static final String CLOSED = "the endpoint was closed";

  private final EndpointCore core;
  private final Consumer<UnaryOperator<EndpointOptions.Builder>> reconfigure;

  NameLookUps(EndpointCore core, Consumer<UnaryOperator<EndpointOptions.Builder>> reconfigure) {
    this.core = core;
    this.reconfigure = reconfigure;
  }

  /**
   * Where a request for this URI would go, the place to try first at the head, and how that was
   * found.
   *
   * @throws IllegalArgumentException if it is no URI
   */
  public Pending<LookUp<NextHop>> locate(String uri) {
    var target = Uri.parse(uri);
    return promise(
        result ->
            core.core()
                .transport()
                .locator()
                .locate(target, false, located -> result.complete(told(located))));
  }

  private <T> Pending<LookUp<T>> promise(Consumer<Pending<LookUp<T>>> begin) {
    Pending<LookUp<T>> result = core.pending();
    Runnable cutOff = () -> result.complete(nothing());
    core.command(
        () -> {
          core.lookUpBegun(result, cutOff);
          if (!result.isDone()) {
            begin.accept(result);
          }
        },
        cutOff);
    return result;
  }

  private static LookUp<NextHop> told(Located located) {
    return switch (located) {
      case Located.Found found -> new LookUp<>(found.hops(), "found", found.steps());
      case Located.Failed failed -> new LookUp<>(List.of(), failed.reason(), failed.steps());
    };
  }

  private static <T> LookUp<T> nothing() {
    return new LookUp<>(List.of(), CLOSED, List.of());
  }

  /** The NAPTR records of a domain, in the order in which they are to be used (RFC 3403 §4.1). */
  public Pending<LookUp<NaptrRecord>> naptr(String domain) {
    return asking((numbers, answer) -> numbers.records(domain, answer));
  }

  /**
   * The SIP URIs of a telephone number in the public tree {@code e164.arpa} (RFC 6116), the best
   * first.
   *
   * @param number with {@code +} and country code, such as {@code +44 20 7946 0000}
   * @throws IllegalArgumentException if it is no such number
   */
  public Pending<LookUp<SipUri>> enumLookUp(String number) {
    return enumLookUp(number, NumberLookUp.PUBLIC_TREE);
  }

  /** As {@link #enumLookUp(String)}, below another domain. */
  public Pending<LookUp<SipUri>> enumLookUp(String number, String tree) {
    NumberLookUp.checked(number, tree);
    return asking((numbers, answer) -> numbers.find(number, tree, answer));
  }

  private interface Question<T> {
    void ask(NumberLookUp numbers, Consumer<NumberLookUp.Result<T>> answer);
  }

  private <T> Pending<LookUp<T>> asking(Question<T> question) {
    return promise(
        result ->
            question.ask(
                new NumberLookUp(core.core().transport().locator()),
                told -> result.complete(new LookUp<>(told.found(), told.reason(), told.steps()))));
  }

  /**
   * Lets a name stand for these addresses from now on, whatever a name server says; nobody is asked
   * about it then.
   *
   * @throws IllegalArgumentException if one is not a numeric address, or there is none
   */
  public void override(String name, String... addresses) {
    DnsSettings.DEFAULT.withOverride(name, addresses);
    change(settings -> settings.withOverride(name, addresses));
  }

  /** Ends what {@link #override} began. */
  public void removeOverride(String name) {
    change(settings -> settings.withoutOverride(name));
  }

  private void change(UnaryOperator<DnsSettings> change) {
    reconfigure.accept(builder -> builder.dns(change));
  }

  /**
   * Forgets every answer, and which servers did not work, and reads the system's list of name
   * servers again.
   */
  public void flush() {
    core.command(core::forgetServers);
  }
}
