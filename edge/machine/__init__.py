"""What this machine has, as far as it is ours to use: cores, memory, the processor. Nothing heavy is imported."""

from edge.machine.cores import Cores, cores
from edge.machine.memory import Memory, memory
from edge.machine.processor import Processor, processor

__all__ = ["Cores", "Memory", "Processor", "cores", "memory", "processor"]
