"""Seconds from asking for the kernel to its first answer."""

import time

from jupyter_client import KernelManager

manager = KernelManager(kernel_name="unrolled")
start = time.perf_counter()
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
print(time.perf_counter() - start)
client.stop_channels()
manager.shutdown_kernel(now=True)
