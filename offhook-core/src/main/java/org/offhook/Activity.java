package org.offhook;

/**
 * Whether transactions are alive: what a device that sleeps to save power needs to know, as a
 * telephone that holds a wake lock while something is under way. Told to {@link
 * EndpointOptions.Builder#onActivity}. Immutable.
 *
 * <pre>{@code
 * EndpointOptions.builder().onActivity(now -> {
 *   if (now.isBusy()) {
 *     wakeLock.acquire();
 *   } else {
 *     wakeLock.release();
 *   }
 * })
 * }</pre>
 *
 * <p>A transaction lives on for up to 32 s after its outcome where repetitions may still come (RFC
 * 3261 §17). Calls and registrations that only wait for their time are no activity: the device has
 * to wake up for those as it does for arriving packets.
 *
 * @param client whether requests of this side are alive
 * @param server whether requests of peers are alive
 */
public record Activity(boolean client, boolean server) {

  /** Whether there are any. */
  public boolean isBusy() {
    return client || server;
  }
}
