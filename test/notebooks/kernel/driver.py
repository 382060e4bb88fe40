"""Drives one kernel over its real sockets: a JSON command per line comes in, a JSON answer per line goes out."""

import asyncio
import json
import sys

from jupyter_client.manager import AsyncKernelManager


class Driver:
    def __init__(self, folder):
        self.manager = AsyncKernelManager(kernel_name="unrolled")
        self.folder = folder
        self.messages = []  # of iopub, in the order of their coming
        self.arrival = asyncio.Event()

    async def start(self):
        await self.manager.start_kernel(cwd=self.folder)
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)
        self.listener = asyncio.create_task(self.listen())
        return self.manager.provisioner.pid

    async def listen(self):
        while True:
            message = await self.client.get_iopub_msg()
            self.messages.append(message)
            self.arrival.set()

    def of(self, request):
        return [m for m in self.messages if m["parent_header"].get("msg_id") == request]

    async def until(self, condition, timeout):
        while not condition():
            self.arrival.clear()
            await asyncio.wait_for(self.arrival.wait(), timeout)

    async def request(self, what, content=None):
        """A request that is no cell: its reply, type and content."""
        message = self.client.session.msg(f"{what}_request", content or {})
        self.client.shell_channel.send(message)
        message = message["header"]["msg_id"]
        while True:
            reply = await self.client.get_shell_msg(timeout=30)
            if reply["parent_header"]["msg_id"] == message:
                return {"type": reply["msg_type"], **reply["content"]}

    async def send(self, code, **options):
        """Sends a cell and does not wait."""
        return self.client.execute(code, **options)

    async def outputs(self, request):
        """What a cell has shown until now, also after its end."""
        return [
            {"type": m["msg_type"], **m["content"]} for m in self.of(request) if m["msg_type"] != "status"
        ]

    async def result(self, request, timeout=30):
        """Waits for the end of a cell: its reply, and all it showed until then."""
        def idle():
            return any(m["content"].get("execution_state") == "idle" for m in self.of(request))

        while True:
            reply = await self.client.get_shell_msg(timeout=timeout)
            if reply["parent_header"]["msg_id"] == request:
                break
        await self.until(idle, timeout)
        states = [m["content"]["execution_state"] for m in self.of(request) if m["msg_type"] == "status"]
        return {"reply": reply["content"], "outputs": await self.outputs(request), "states": states}

    async def shows(self, request, text, timeout=30):
        """Waits until a running cell has shown a text; that its code has it is not enough."""
        def shown():
            return [m for m in self.of(request) if m["header"]["msg_type"] != "execute_input"]

        await self.until(lambda: any(text in json.dumps(m["content"]) for m in shown()), timeout)

    async def interrupt(self):
        """Interrupts as Jupyter's button does, and waits until the kernel has heard it."""
        def heard():
            return sum(
                m["parent_header"].get("msg_type") == "interrupt_request"
                and m["content"].get("execution_state") == "idle"
                for m in self.messages
            )

        before = heard()
        await self.manager.interrupt_kernel()
        await self.until(lambda: heard() > before, 30)

    async def shutdown(self):
        """Asks the kernel to leave, and waits until its process has: its exit status."""
        self.client.shutdown()
        await self.client.control_channel.get_msg(timeout=5)
        return await asyncio.wait_for(self.manager.provisioner.wait(), 5)


async def main():
    loop = asyncio.get_running_loop()
    driver = Driver(sys.argv[1])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, arguments = json.loads(line)
        try:
            answer = {"value": await getattr(driver, command)(**arguments)}
        except Exception as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer, default=str), flush=True)
    if driver.manager.has_kernel:
        await driver.manager.shutdown_kernel(now=True)


asyncio.run(main())
