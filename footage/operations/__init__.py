"""Everything that writes footage, drives and derivatives."""
