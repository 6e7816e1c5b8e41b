package org.offhook;

import org.offhook.message.NameAddr;

/**
 * What the options of all requests outside dialogs can say (RFC 3261 §8.1): who sends, where to,
 * and more header rows; for code that places calls, subscribes and asks alike. Immutable; each
 * method gives a changed copy. Any thread.
 *
 * <pre>{@code
 * <T extends OutgoingOptions<T>> T forTenant(T options, Tenant tenant) {
 *   return options.from(tenant.address()).nextHop(tenant.proxy()).header("X-Tenant", tenant.name());
 * }
 *
 * endpoint.call(forTenant(CallOptions.to("sip:bob@example.com"), tenant));
 * }</pre>
 *
 * @param <T> the options themselves
 */
public sealed interface OutgoingOptions<T extends OutgoingOptions<T>>
    permits CallOptions, PublishOptions, ReferOptions, RequestOptions, SubscribeOptions {

  /** Who sends it, in place of the endpoint's own address of record. */
  T from(NameAddr sender);

  /**
   * One more header row.
   *
   * @throws IllegalArgumentException if it is none that can be added, see {@link HeaderRow}
   */
  T header(String name, String value);

  /**
   * Where to send it, whatever its Request-URI and the outbound proxy say (RFC 3261 §8.1.2).
   *
   * @throws IllegalArgumentException if it is no URI
   */
  T nextHop(String uri);
}
