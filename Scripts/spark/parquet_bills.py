"""Rewrites the CSV bills below a folder as Parquet, one file each.

    parquet_bills.py FOLDER

A manifest names the CSV parts and goes with them.
"""

import glob
import os
import shutil
import sys

from pyspark.sql import SparkSession

root = sys.argv[1]
spark = SparkSession.builder.master("local[2]").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
for where, _, names in list(os.walk(root)):
    for name in names:
        path = os.path.join(where, name)
        if name.lower().endswith("manifest.json"):
            os.remove(path)
        elif name.endswith((".csv", ".csv.gz")):
            parts = path + ".parts"
            rows = spark.read.csv(path, header=True, quote='"', escape='"')
            rows.coalesce(1).write.parquet(parts)
            (part,) = glob.glob(parts + "/part-*.parquet")
            os.rename(part, path.split(".csv")[0] + ".parquet")
            shutil.rmtree(parts)
            os.remove(path)
spark.stop()
